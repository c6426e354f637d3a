/** Where the secret that protects an account's encryption keys is stored (next to the login), and asking for their passphrase. */
import type {SecretPlace} from '../../client/core/secretPlace.ts';
import {ChatError, sentenceOf} from '../../shared/errors.ts';
import {readRemembered} from '../settings/remembered.ts';
import type {Shell} from '../shell.ts';
import {askHidden} from './password.ts';
import {readSecretFile} from './secretFile.ts';

interface Account {
  serverUrl: string;
  /** Login name. */
  name: string;
}

const LABELS = {keychain: 'the keychain', file: 'a file that only you can read'} as const;
/** Login names contain no space, so this name cannot collide with that of a login. */
const nameOf = (name: string) => `keys of ${name}`;
const keyOf = ({serverUrl, name}: Account) => `${name}@${serverUrl}`;

/** Typed passphrases by account, kept until used. */
const said = new Map<string, string>();

/**
 * `undefined` if no login is stored; then no key is stored either. @param mayAsk on the terminal; false while a screen uses it
 */
export function secretPlaceOf(shell: Shell, account: Account, mayAsk = true): SecretPlace | undefined {
  const {serverUrl, name} = account;
  const store = readRemembered(shell.paths).storeByAccount[keyOf(account)];
  if (store !== 'keychain' && store !== 'file') return undefined;
  const place = {store, serverUrl, name: nameOf(name), dir: shell.paths.clientDir};
  return {
    label: LABELS[store],
    async load() {
      const {loadToken} = await import('../../client/credentials/credentials.ts');
      const found = await loadToken(place);
      // The secret may have been stored for an earlier login, in a file.
      return found === undefined && store === 'keychain' ? loadToken({...place, store: 'file'}) : found;
    },
    async save(secret) {
      const {saveToken} = await import('../../client/credentials/credentials.ts');
      await saveToken(place, secret);
    },
    async remove() {
      const {deleteToken} = await import('../../client/credentials/credentials.ts');
      await deleteToken({...place, store: 'file'});
      if (store === 'keychain') await deleteToken(place);
    },
    async passphrase(isWrong) {
      const typed = said.get(keyOf(account));
      said.delete(keyOf(account));
      if (typed !== undefined) return typed;
      const {keyPassphraseFile} = await shell.clientSettings();
      if (keyPassphraseFile !== undefined) return isWrong ? undefined : fromFile(keyPassphraseFile);
      if (!mayAsk || !shell.stdin.isTTY || !shell.stderr.isTTY) return undefined;
      if (isWrong) shell.tell(sentenceOf('passphrase-wrong'));
      return (await askHidden(shell, 'Passphrase of your encryption keys: ')) || undefined;
    },
    say: typed => void said.set(keyOf(account), typed),
  };
}

/** The first line of the file. @throws credentials-unsafe, settings-invalid */
async function fromFile(path: string): Promise<string> {
  const [line = ''] = (await readSecretFile(path, 'CHAT_TUI_KEY_PASSPHRASE_FILE')).split(/\r?\n/);
  if (line === '')
    throw new ChatError('settings-invalid', `CHAT_TUI_KEY_PASSPHRASE_FILE names ${path}, which is empty.`);
  return line;
}

/**
 * Asks for the passphrase before the screen takes the terminal. An empty answer skips it; encrypted conversations then stay
 * locked.
 */
export async function askAtStart(shell: Shell, account: Account): Promise<void> {
  const {keyPassphraseFile} = await shell.clientSettings();
  const place = secretPlaceOf(shell, account);
  if (place === undefined || keyPassphraseFile !== undefined || !shell.stdin.isTTY || !shell.stderr.isTTY) return;
  const {passphraseFits} = await import('../../client/encryption/passphraseFits.ts');
  const dir = await folderOf(shell, account);
  for (let isWrong = false; ; isWrong = true) {
    const fits = await passphraseFits(dir, () => place.passphrase?.(isWrong) ?? Promise.resolve(undefined));
    if (fits === 'absent' || fits === 'unsaid') return;
    if (fits === 'wrong') continue;
    place.say?.(fits.passphrase);
    return;
  }
}

async function folderOf(shell: Shell, {serverUrl, name}: Account): Promise<string> {
  const {storeDirOf} = await import('../../client/local/store.ts');
  return storeDirOf(shell.paths.clientDir, serverUrl, name);
}
