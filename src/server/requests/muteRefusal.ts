/** Whether the caller is muted now, for text that others see outside of a room's log. */
import type {ChatError} from '../../shared/errors.ts';
import type {Context} from '../context.ts';
import {muteOf} from '../storeContract/sanctionRefusals.ts';

/** Reads the account again, because a connection's copy is from its login. */
export async function muteRefusal({store, me, now}: Context): Promise<ChatError | undefined> {
  const account = await store.accountFindById(me.userId);
  return account && muteOf(account, now());
}

/** @throws muted */
export async function requireVoice(context: Context): Promise<void> {
  const refusal = await muteRefusal(context);
  if (refusal !== undefined) throw refusal;
}
