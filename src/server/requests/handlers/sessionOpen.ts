/** Subscribes this connection to the rooms of its account, then returns the state of everything. */
import {ChatError} from '../../../shared/errors.ts';
import type {Preferences} from '../../../shared/preferences.ts';
import type {Context} from '../../context.ts';
import {isToldOfPeople, preferencesFor, roomFor} from '../../hub/tokenView.ts';
import {toContact} from '../../rooms/friends.ts';
import {serverFacts} from '../views.ts';
import type {Handler} from '../handler.ts';
import {toRoom} from '../../rooms/rooms.ts';
import {hasRight, mayIn} from '../../storeContract/signIn.ts';
import type {Account} from '../../storeContract/store.ts';

export const sessionOpen: Handler<'sessionOpen'> = {
  access: 'account',
  token: {right: 'any', where: 'filtered'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run(context) {
    const {me, store, presence, connection, settings} = context;
    const preferences = await store.preferencesFind(me.userId);
    // Read again, because the account may have been muted since the login.
    const account = await store.accountFindById(me.userId);
    await enter(context, account ?? me, preferences);
    // Subscribes before reading, so that entries in between show as a gap and are fetched.
    connection.subscribe(await store.roomIdsOf(me.userId));
    const {grant} = connection;
    const isNarrow = grant?.roomIds !== undefined;
    const [memberships, invites, contacts] = await Promise.all([
      store.membershipList(me.userId),
      isNarrow || !hasRight(grant, 'read') ? [] : store.inviteList(me.userId),
      isToldOfPeople(grant, true) ? store.contactList(me.userId) : [],
    ]);
    return {
      me: presence.toUser(me),
      server: serverFacts(context),
      limits: {...settings.limits, ...((settings.fileDays ?? 0) > 0 && {fileDays: settings.fileDays})},
      rooms: memberships
        .filter(({roomId}) => mayIn(grant, roomId))
        .map(membership => roomFor(grant, toRoom(context, membership, me.userId))),
      invites,
      preferences: preferencesFor(grant, preferences),
      contacts: contacts
        .filter(({state}) => isToldOfPeople(grant, state === 'blocked'))
        .map(contact => toContact(context, contact)),
      onlineCount: isNarrow ? 0 : presence.onlineCount(),
      seenAs: connection.address.slice(0, 45),
      ...(grant !== undefined && {
        grant: {...grant, rights: [...grant.rights], roomIds: grant.roomIds && [...grant.roomIds]},
      }),
    };
  },
};

/**
 * Adds the person to the online people, which are limited; a program has no presence, but the number of accounts with programs
 * has the same limit.
 */
async function enter(
  {presence, connection, connections, settings}: Context,
  me: Account,
  preferences: Preferences,
): Promise<void> {
  if (connection.isOpen) return;
  const {usersMax} = settings.limits;
  const isFull = connection.isProgram ? connections.count() > usersMax : presence.onlineCount() >= usersMax;
  if (isFull && !presence.isOnline(me.userId)) throw new ChatError('server-full', String(usersMax));
  connection.isOpen = true;
  if (!connection.isProgram) presence.enter(me, preferences);
}
