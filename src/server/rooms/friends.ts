/** People as they are shown to each other, and events for both when one changes their relation. */
import {ChatError} from '../../shared/errors.ts';
import type {Contact} from '../../shared/model.ts';
import type {Context, ServerContext} from '../context.ts';
import type {ContactOutcome, StoredContact} from '../storeContract/people.ts';
import {isToldOfPeople} from '../hub/tokenView.ts';

export function toContact({presence}: Pick<ServerContext, 'presence'>, stored: StoredContact): Contact {
  const {state, atMs, lastSeenAtMs} = stored;
  return {user: presence.toUser(stored), state, atMs, ...(lastSeenAtMs !== undefined && {lastSeenAtMs})};
}

/** Finds the id of the person named in a request. @throws user-not-found */
export async function idOf({store}: Pick<ServerContext, 'store'>, name: string): Promise<number> {
  const account = await store.accountFind(name);
  if (account === undefined) throw new ChatError('user-not-found', name);
  return account.userId;
}

/**
 * Tells all devices of both people, the other one only if they may know. With `isBlock`, programs that may read are told too, but
 * only about blocks.
 */
export function tellFriends(context: Context, {mine, theirs}: ContactOutcome, isBlock = false): Contact {
  const contact = toContact(context, mine);
  tellContact(context, context.me.userId, {contact, isBlock});
  if (theirs !== undefined) tellContact(context, mine.userId, {contact: toContact(context, theirs), isBlock: false});
  return contact;
}

function tellContact(
  {connections}: Context,
  userId: number,
  {contact, isBlock}: {contact: Contact; isBlock: boolean},
): void {
  for (const device of connections.of(userId))
    if (device.isOpen && isToldOfPeople(device.grant, isBlock)) device.tell('contactChanged', {contact});
}
