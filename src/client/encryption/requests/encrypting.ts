/** Changes who can read a conversation: starts encryption, lets members in, and signs leaves. */
import {isFormerMember} from '../../../shared/access/loginName.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Room} from '../../../shared/model.ts';
import {leastInRoom, mayInRoom, roomRank} from '../../../shared/access/roles.ts';
import {signLeave} from '../../../shared/sealed/consent.ts';
import {toText} from '../../../shared/sealed/primitives/bytes.ts';
import {MEMBERS_MAX} from '../../../shared/sealed/statement.ts';
import type {Core} from '../../core/core.ts';
import {isStillIn} from '../epochs/makingEpoch.ts';
import {othersIn} from '../locks.ts';
import {eachMemberOnServer} from '../people.ts';
import type {KeySession} from '../session.ts';

/** Whether this is a room with a name that can be encrypted: only private rooms can. */
export const isNamedRoom = ({kind}: Pick<Room, 'kind'>): boolean => kind === 'private';

interface People {
  /** Login names of all members, including one's own. */
  names: string[];
  keepers: string[];
}

/** The other people of a conversation, except deleted accounts of a group, which continues without them. */
const presentIn = (room: Room): string[] =>
  othersIn(room).filter(name => room.kind !== 'group' || !isFormerMember(name));

/** Members according to the server. @throws encrypt-people, room-keys-many, and errors of the requests */
async function peopleOf(client: Core, me: string, room: Room): Promise<People> {
  if (!isNamedRoom(room)) {
    const others = presentIn(room);
    if (others.length === 0) throw new ChatError('encrypt-people');
    return {names: [me, ...others], keepers: []};
  }
  const names: string[] = [];
  const keepers: string[] = [];
  for await (const {name, roleHere = 'member'} of eachMemberOnServer(client, room.roomId)) {
    names.push(name);
    if (roomRank(roleHere) >= roomRank('moderator')) keepers.push(name);
    if (names.length > MEMBERS_MAX) throw new ChatError('room-keys-many', String(MEMBERS_MAX));
  }
  // An admin of the server may encrypt a room as a plain member: without moderators that member becomes the keeper.
  return {names, keepers: keepers.length > 0 ? keepers : [me]};
}

/** Checks that all people have keys that do not contradict verified ones. @throws encrypt-impossible, root-changed */
async function requireKeys({accounts}: Pick<KeySession, 'accounts'>, names: readonly string[]): Promise<void> {
  const without: string[] = [];
  for (const name of names) {
    if ((await accounts.refresh(name)).length === 0) without.push(`@${name}`);
    if (accounts.isBroken(name)) throw new ChatError('root-changed', `@${name}`);
  }
  if (without.length > 0) throw new ChatError('encrypt-impossible', without.slice(0, 10).join(', '));
}

/** Members according to the server who were not let in by a member, or have restarted their keys; they cannot read anything. */
export async function findMembersNotLetIn(client: Core, session: KeySession, room: Room): Promise<string[]> {
  const last = (await session.conversations.refresh(room.roomId))?.epochs.at(-1)?.statement;
  if (last === undefined) return [];
  const {names} = await peopleOf(client, session.name, room);
  return names.filter(name => name !== session.name && !isStillIn(last, name, session.accounts));
}

/**
 * Encrypts a conversation from now on; in an encrypted one, lets in members whom only the server has added or who have
 * restarted their keys.
 * @throws encrypt-people, encrypt-impossible, sealed-already, keys-absent, root-changed, not-allowed, and refusals of the
 * server
 */
export async function encryptRoom(
  client: Core,
  session: KeySession,
  room: Room | undefined,
  isSealed: boolean,
): Promise<void> {
  const {name: me, accounts, conversations, isApproved} = session;
  if (room === undefined || room.kind === 'public') throw new ChatError('encrypt-people');
  if (isSealed && room.kind === 'direct') return;
  if (!isApproved()) throw new ChatError('keys-absent');
  if (isNamedRoom(room) && !isSealed && !mayInRoom(room.myRole ?? 'member', 'encrypt'))
    throw new ChatError('not-allowed');
  const {names, keepers} = await peopleOf(client, me, room);
  const others = names.filter(name => name !== me);
  await requireKeys({accounts}, others);
  if (isSealed) {
    const last = (await conversations.refresh(room.roomId))?.epochs.at(-1)?.statement;
    if (last !== undefined && others.every(name => isStillIn(last, name, accounts)))
      throw new ChatError('sealed-already', 'This conversation');
    await conversations.renew(room.roomId, names, {letsIn: others});
    return;
  }
  if (!isNamedRoom(room)) return void (await conversations.renew(room.roomId, names));
  await conversations.renew(room.roomId, names, {keepers, adds: addsOf(room)});
  // Topic and description were plaintext on the server; they are sent again encrypted.
  const {roomId, topic, description = ''} = room;
  if (topic !== '') await client.request('topicSet', {roomId, topic});
  if (description !== '') await client.request('roomDescribe', {roomId, text: description});
}

/**
 * Encrypts a conversation that has no messages yet, if all people in it have keys.
 * @returns whether it is encrypted now
 * @throws root-changed
 */
export async function beginNew(
  client: Core,
  {name, accounts, conversations, isApproved}: KeySession,
  room: Room,
): Promise<boolean> {
  const others = presentIn(room);
  const broken = others.find(one => accounts.isBroken(one));
  if (broken !== undefined) throw new ChatError('root-changed', `@${broken}`);
  if (client.options.encryptsNew !== true || room.lastSeq > 1 || !isApproved()) return false;
  for (const one of others) if ((await accounts.refresh(one)).length === 0) return false;
  await conversations.renew(room.roomId, [name, ...others]);
  return true;
}

/** Who may let others in, derived from the room's current rules. */
const addsOf = ({rules}: Room) => (leastInRoom('invite', rules) === 'member' ? 'all' : 'keepers');

/**
 * Lets in invited people: they can read new messages, and with `givesHistory` earlier ones.
 * @throws encrypt-impossible, not-allowed, and refusals of the server
 */
export async function letIn(
  {conversations, accounts}: KeySession,
  roomId: number,
  names: readonly string[],
  givesHistory: boolean,
): Promise<void> {
  const now = await conversations.renew(roomId, [], {letsIn: names, givesHistory});
  if (!givesHistory) return;
  const last = now.epochs.at(-1)?.statement;
  for (const name of names) {
    const state = accounts.known(name).at(-1);
    if (state !== undefined && last !== undefined && isStillIn(last, name, accounts))
      await conversations.shareWith(state, [roomId]);
  }
}

/**
 * Checks before an invitation that all invited people will be able to read.
 * @throws encrypt-impossible, root-changed, keys-absent
 */
export async function requireGuests(session: KeySession, roomId: number, names: readonly string[]): Promise<void> {
  if (!session.isApproved()) throw new ChatError('keys-absent');
  const last = (await session.conversations.refresh(roomId))?.epochs.at(-1)?.statement;
  if (last?.adds === 'keepers' && !last.keepers.includes(session.name)) throw new ChatError('not-allowed');
  await requireKeys(session, names);
}

/** A signed leave statement; `undefined` when the conversation is not known here. */
export async function signedLeave({name, own, conversations}: KeySession, roomId: number): Promise<string | undefined> {
  const last = (await conversations.refresh(roomId))?.epochs.at(-1)?.statement;
  if (last === undefined) return undefined;
  return toText(signLeave({conv: last.conv, prev: last.hash, name, signer: own.dev}, own.signKey));
}
