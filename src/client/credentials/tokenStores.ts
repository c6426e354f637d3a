/** The list of the token stores. */
export {env} from './tokenStores/env.ts';
export {file} from './tokenStores/file.ts';
export {keychain} from './tokenStores/keychain.ts';
export {memory} from './tokenStores/memory.ts';
