/** People as answers show them to each other, and what both are told when one of them changes that. */
import {ChatError} from '../../shared/errors.ts';
import type {Contact} from '../../shared/model.ts';
import type {Context, ServerContext} from '../context.ts';
import type {ContactOutcome, StoredContact} from '../storeContract/people.ts';

export function toContact({presence}: Pick<ServerContext, 'presence'>, stored: StoredContact): Contact {
  const {state, atMs, lastSeenAtMs} = stored;
  return {user: presence.toUser(stored), state, atMs, ...(lastSeenAtMs !== undefined && {lastSeenAtMs})};
}

/** The id of whom a request names. @throws user-not-found */
export async function idOf({store}: Pick<ServerContext, 'store'>, name: string): Promise<number> {
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  return account.userId;
}

/** Tells all devices of both; the other person only if they may know. */
export function tellFriends(context: Context, {mine, theirs}: ContactOutcome): Contact {
  const {connections, me} = context;
  const contact = toContact(context, mine);
  connections.tell(me.userId, 'contactChanged', {contact});
  if (theirs !== undefined) connections.tell(mine.userId, 'contactChanged', {contact: toContact(context, theirs)});
  return contact;
}
