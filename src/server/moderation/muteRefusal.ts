/** Refuses text of a muted person outside of a room's log: reasons of sanctions, announcements, a status, a quit message. */
import type {ChatError} from '../../shared/errors.ts';
import type {ServerContext} from '../context.ts';
import {muteOf} from '../storeContract/sanctionRefusals.ts';
import {SERVER_SENDER} from '../storeContract/store.ts';

type Asking = Pick<ServerContext, 'store' | 'now'>;

/** Reads the account again, because a connection's copy is from its login. */
export async function muteRefusal({store, now}: Asking, userId: number): Promise<ChatError | undefined> {
  const account = await store.accountFindById(userId);
  return account && muteOf(account, now());
}

/** Allows an empty text. @throws muted */
export async function requireWordsAllowed(server: Asking, {userId}: {userId: number}, words = ''): Promise<void> {
  if (words === '' || userId === SERVER_SENDER.userId) return;
  const refusal = await muteRefusal(server, userId);
  if (refusal !== undefined) throw refusal;
}
