/** Decides where a verb stores a login, and checks before the login that storing will work. */
import type {Client} from '../../client/client.ts';
import {reasonOf} from '../../client/line/reason.ts';
import {ChatError} from '../../shared/errors.ts';
import {readRemembered, remember} from '../settings/remembered.ts';
import type {Shell} from '../shell.ts';
import type {Call} from '../verb.ts';
import {storeLogin, type Account} from './logins.ts';
import {askYesNo} from '../secrets/password.ts';

interface Place {
  store: 'keychain' | 'file' | 'memory';
  /** Chosen by default: standard error says where the login is stored. */
  isUnasked?: true;
}

/**
 * Order: setting, keychain, the user's earlier answer, then a question; a file if there is no terminal to ask on.
 * @throws keychain-failed, login-place-unwritable, credentials-unsafe, interrupted
 */
export async function findPlace(shell: Shell, call: Call): Promise<Place> {
  const {store: wanted} = await shell.clientSettings();
  const place = wanted === undefined ? await placeUnsaid(shell, call) : {store: wanted};
  const {probeFolder, probeKeychain} = await import('../../client/credentials/credentials.ts');
  if (wanted === 'keychain') {
    const reason = await probeKeychain();
    if (reason !== undefined) throw new ChatError('keychain-failed', reason);
  }
  if (place.store === 'file') {
    await probeFolder(shell.paths.clientDir).catch((error: unknown) => {
      const isUnwritable = error instanceof ChatError && error.code === 'file-unwritable';
      throw isUnwritable ? new ChatError('login-place-unwritable', error.detail, {cause: error}) : error;
    });
  }
  return place;
}

async function placeUnsaid(shell: Shell, call: Call): Promise<Place> {
  const {probeKeychain} = await import('../../client/credentials/credentials.ts');
  if ((await probeKeychain()) === undefined) return {store: 'keychain'};
  const answered = readRemembered(shell.paths).withoutKeychain;
  if (answered !== undefined) return {store: answered};
  // A default is not remembered as an answer, so that the next call on a terminal asks.
  if (call.options.passwordStdin === true || !shell.stdin.isTTY || !shell.stderr.isTTY)
    return {store: 'file', isUnasked: true};
  const question = 'There is no keychain here. Keep the login in a file that only you can read? [Y/n] ';
  const answer = (await askYesNo(shell, question)) ? 'file' : 'memory';
  remember(shell.paths, () => ({withoutKeychain: answer}));
  return {store: answer};
}

/** Stores the login; if that fails, ends it on the server too. @throws login-unkept */
export async function keepGranted(
  shell: Shell,
  client: Client,
  {place, granted}: {place: Place; granted: Account & {token: string}},
): Promise<void> {
  try {
    await storeLogin(shell, granted, place.store);
  } catch (error) {
    await client.request('sessionEnd', {}).catch(() => undefined);
    throw new ChatError('login-unkept', reasonOf(error), {cause: error});
  }
  if (place.isUnasked === true) {
    shell.tell(
      `There is no keychain here: the login is kept in a file that only you can read, in ${shell.paths.clientDir}.`,
    );
  }
}
