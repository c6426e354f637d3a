/** Where the key of an account's encryption keys lies: where its login is kept, beside it. */
import type {SecretPlace} from '../../client/core/secretPlace.ts';
import {readRemembered} from '../settings/remembered.ts';
import type {Shell} from '../shell.ts';

interface Account {
  serverUrl: string;
  /** Login name. */
  name: string;
}

const LABELS = {keychain: 'the keychain', file: 'a file that only you can read'} as const;
/** No login name has a space: it is never the login itself. */
const nameOf = (name: string) => `keys of ${name}`;

/** `undefined` where no login is kept: then nothing else is kept either. */
export function secretPlaceOf(shell: Shell, {serverUrl, name}: Account): SecretPlace | undefined {
  const store = readRemembered(shell.paths).storeByAccount[`${name}@${serverUrl}`];
  if (store !== 'keychain' && store !== 'file') return undefined;
  const place = {store, serverUrl, name: nameOf(name), dir: shell.paths.clientDir};
  return {
    label: LABELS[store],
    async load() {
      const {loadToken} = await import('../../client/credentials/credentials.ts');
      const found = await loadToken(place);
      // A login may be kept elsewhere than the one before.
      return found === undefined && store === 'keychain' ? loadToken({...place, store: 'file'}) : found;
    },
    async save(secret) {
      const {saveToken} = await import('../../client/credentials/credentials.ts');
      await saveToken(place, secret);
    },
  };
}
