/** Refuses text of a muted person outside of rooms: reasons of sanctions, announcements. */
import type {ServerContext} from '../context.ts';
import {muteOf} from '../storeContract/sanctionRefusals.ts';
import {SERVER_SENDER} from '../storeContract/store.ts';

/** Allows an empty text. @throws muted */
export async function requireWordsAllowed(
  {store, now}: Pick<ServerContext, 'store' | 'now'>,
  {userId}: {userId: number},
  words = '',
): Promise<void> {
  if (words === '' || userId === SERVER_SENDER.userId) return;
  const account = await store.accountFindById(userId);
  const refusal = account && muteOf(account, now());
  if (refusal !== undefined) throw refusal;
}
