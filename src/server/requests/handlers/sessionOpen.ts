/** Subscribes this connection to the rooms of its account, then returns the state of everything. */
import {ChatError} from '../../../shared/errors.ts';
import type {TokenRight} from '../../../shared/access/tokenRights.ts';
import type {Room} from '../../../shared/model.ts';
import {DEFAULT_PREFERENCES, type Preferences} from '../../../shared/preferences.ts';
import type {Context} from '../../context.ts';
import {toContact} from '../../rooms/friends.ts';
import {serverFacts} from '../views.ts';
import type {Handler} from '../handler.ts';
import {toRoom} from '../../rooms/rooms.ts';
import {mayIn} from '../../storeContract/signIn.ts';
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
    // As it is now: since the login it may have been muted.
    const account = await store.accountFindById(me.userId);
    await enter(context, account ?? me, preferences);
    // Subscribed first, read then: what is said in between shows as a gap and is fetched.
    connection.subscribe(await store.roomIdsOf(me.userId));
    const {grant} = connection;
    const isNarrow = grant?.roomIds !== undefined;
    const may = (right: TokenRight): boolean => grant?.rights.includes(right) ?? true;
    const [memberships, invites, contacts] = await Promise.all([
      store.membershipList(me.userId),
      isNarrow || !may('read') ? [] : store.inviteList(me.userId),
      isNarrow || !may('people') ? [] : store.contactList(me.userId),
    ]);
    return {
      me: presence.toUser(me),
      server: serverFacts(context),
      limits: {...settings.limits, ...((settings.fileDays ?? 0) > 0 && {fileDays: settings.fileDays})},
      rooms: memberships
        .filter(({roomId}) => mayIn(grant, roomId))
        .map(membership => toRoom(context, membership, me.userId))
        .map(room => (may('read') ? room : toPlace(room))),
      invites,
      preferences: may('settings') ? preferences : DEFAULT_PREFERENCES,
      contacts: contacts.map(contact => toContact(context, contact)),
      onlineCount: isNarrow ? 0 : presence.onlineCount(),
      seenAs: connection.address.slice(0, 45),
      ...(grant !== undefined && {
        grant: {...grant, rights: [...grant.rights], roomIds: grant.roomIds && [...grant.roomIds]},
      }),
    };
  },
};

/** What a program that may not read needs of a room to write there. */
const toPlace = ({roomId, kind, name, conv}: Room): Room => ({
  roomId,
  kind,
  name,
  ...(conv !== undefined && {conv}),
  topic: '',
  memberCount: 0,
  lastSeq: 0,
  readSeq: 0,
  unread: 0,
  mentions: 0,
});

/** A program takes none of the places of people, but there are no more accounts with programs than that either. */
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
