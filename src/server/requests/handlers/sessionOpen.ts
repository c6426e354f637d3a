/** Subscribes this connection to the rooms of its account, then returns the state of everything. */
import {ChatError} from '../../../shared/errors.ts';
import type {Preferences} from '../../../shared/preferences.ts';
import type {Context} from '../../context.ts';
import {toContact} from '../../rooms/friends.ts';
import {serverFacts} from '../views.ts';
import type {Handler} from '../handler.ts';
import {toRoom} from '../../rooms/rooms.ts';
import {mayIn} from '../../storeContract/signIn.ts';

export const sessionOpen: Handler<'sessionOpen'> = {
  access: 'account',
  token: {right: 'any', where: 'filtered'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run(context) {
    const {me, store, presence, connection, settings} = context;
    const preferences = await store.preferencesFind(me.userId);
    await enter(context, preferences);
    // Subscribed first, read then: what is said in between shows as a gap and is fetched.
    connection.subscribe(await store.roomIdsOf(me.userId));
    const {grant} = connection;
    const isNarrow = grant?.roomIds !== undefined;
    const [memberships, invites, contacts] = await Promise.all([
      store.membershipList(me.userId),
      isNarrow ? [] : store.inviteList(me.userId),
      isNarrow ? [] : store.contactList(me.userId),
    ]);
    return {
      me: presence.toUser(me),
      server: serverFacts(context),
      limits: {...settings.limits, ...((settings.fileDays ?? 0) > 0 && {fileDays: settings.fileDays})},
      rooms: memberships
        .filter(({roomId}) => mayIn(grant, roomId))
        .map(membership => toRoom(context, membership, me.userId)),
      invites,
      preferences,
      contacts: contacts.map(contact => toContact(context, contact)),
      onlineCount: isNarrow ? 0 : presence.onlineCount(),
      seenAs: connection.address.slice(0, 45),
      ...(grant !== undefined && {
        grant: {...grant, rights: [...grant.rights], roomIds: grant.roomIds && [...grant.roomIds]},
      }),
    };
  },
};

/** A program takes none of the places of people, but there are no more accounts with programs than that either. */
async function enter(
  {me, presence, connection, connections, settings}: Context,
  preferences: Preferences,
): Promise<void> {
  if (connection.isOpen) return;
  const {usersMax} = settings.limits;
  const isFull = connection.isProgram ? connections.count() > usersMax : presence.onlineCount() >= usersMax;
  if (isFull && !presence.isOnline(me.userId)) throw new ChatError('server-full', String(usersMax));
  connection.isOpen = true;
  if (!connection.isProgram) presence.enter(me, preferences);
}
