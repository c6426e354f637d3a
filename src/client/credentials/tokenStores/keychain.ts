/** Tokens in the keychain of the system; every call has a timeout, because a keychain may be locked, missing or hung. */
import {reasonOf} from '../../line/reason.ts';
import {ChatError} from '../../../shared/errors.ts';
import {TIMEOUTS} from '../../../shared/limits.ts';
import {within} from '../../../shared/bounds/within.ts';
import type {TokenStore} from '../tokenStore.ts';

const SERVICE = 'chat-tui';

type Keytar = Pick<typeof import('keytar'), 'getPassword' | 'setPassword' | 'deletePassword'>;

/** Set after one timeout: the keychain is not called again in this run. */
let isHung = false;

/** Whether a keychain call has timed out: one of this process's threads may wait for it for ever. */
export const isKeychainHung = (): boolean => isHung;

export const keychain = (): TokenStore => ({
  load: async account => (await call(keytar => keytar.getPassword(SERVICE, account))) ?? undefined,
  async save(account, token) {
    await call(keytar => keytar.setPassword(SERVICE, account, token));
    // A locked keychain may accept a secret without storing it: read it back.
    const kept = await call(keytar => keytar.getPassword(SERVICE, account));
    if (kept !== token) throw new ChatError('keychain-failed', 'what was written could not be read back');
  },
  async delete(account) {
    await call(keytar => keytar.deletePassword(SERVICE, account));
  },
});

/** @throws keychain-failed */
async function call<T>(use: (keytar: Keytar) => Promise<T>): Promise<T> {
  if (isHung) throw new ChatError('keychain-failed', NO_ANSWER);
  const keytar = await load();
  const work = use(keytar).then(value => ({value}));
  const answer = await within(TIMEOUTS.keychainMs, work).catch((error: unknown) => {
    throw error instanceof ChatError ? error : failed(error);
  });
  if (answer !== undefined) return answer.value;
  isHung = true;
  throw new ChatError('keychain-failed', NO_ANSWER);
}

const NO_ANSWER = `it did not answer within ${TIMEOUTS.keychainMs / 1_000} seconds`;

async function load(): Promise<Keytar> {
  try {
    // The module is optional: its binary may be missing for this system, or the library that it needs.
    const keytar = await import('keytar');
    return keytar.default ?? keytar;
  } catch (error) {
    throw failed(error);
  }
}

const failed = (error: unknown): ChatError => new ChatError('keychain-failed', reasonOf(error), {cause: error});
