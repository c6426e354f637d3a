/** The list of the places for session tokens. */
export {env} from './tokenStores/env.ts';
export {file} from './tokenStores/file.ts';
export {keychain} from './tokenStores/keychain.ts';
export {memory} from './tokenStores/memory.ts';
