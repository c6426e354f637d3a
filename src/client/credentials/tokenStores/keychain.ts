/** Tokens in the keychain of the system; every call has a timeout, because a keychain may be locked, missing or hung. */
import {reasonOf} from '../../line/reason.ts';
import {ChatError} from '../../../shared/errors.ts';
import {TIMEOUTS} from '../../../shared/limits.ts';
import {within} from '../../../shared/bounds/within.ts';
import type {TokenStore} from '../tokenStore.ts';

const SERVICE = 'chat-tui';

type Keytar = Pick<typeof import('keytar'), 'getPassword' | 'setPassword' | 'deletePassword'>;

/** After one timeout the keychain is not asked again in this run. */
let isHung = false;

/** A thread of this process may wait for it for ever. */
export const isKeychainHung = (): boolean => isHung;

export const keychain = (): TokenStore => ({
  load: async account => (await call(keytar => keytar.getPassword(SERVICE, account))) ?? undefined,
  async save(account, token) {
    await call(keytar => keytar.setPassword(SERVICE, account, token));
    // A locked keychain may take a secret without keeping it.
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
    // Optional: its binary may be missing for this system, or the library that it stands on.
    const keytar = await import('keytar');
    return keytar.default ?? keytar;
  } catch (error) {
    throw failed(error);
  }
}

const failed = (error: unknown): ChatError => new ChatError('keychain-failed', reasonOf(error), {cause: error});
