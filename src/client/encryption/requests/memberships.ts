/**
 * Requests about members, topic and description of an encrypted room: the server executes them, and the members sign the
 * change.
 */
import {ChatError} from '../../../shared/errors.ts';
import {leastInRoom, roomRank, type RoomRole} from '../../../shared/access/roles.ts';
import type {Params} from '../../../shared/protocol.ts';
import type {Core} from '../../core/core.ts';
import {isNamedRoom, letIn, requireGuests, signedLeave} from './encrypting.ts';
import type {KeySession} from '../session.ts';
import type {Sending} from '../sending.ts';

interface Parts {
  sending: Sending;
  session: KeySession;
}

const roomOf = (client: Core, roomId: number) => client.getState().roomById[roomId]?.room;
const isKeeper = ({conversations, name}: KeySession, roomId: number): boolean =>
  conversations.known(roomId)?.epochs.at(-1)?.statement.keepers.includes(name) === true;

/** Invites people and lets them in, with or without earlier messages. */
export async function inviteSealed(
  client: Core,
  session: KeySession,
  {roomId, names, givesHistory = false}: Params<'roomInvite'> & {givesHistory?: boolean},
): Promise<object> {
  await requireGuests(session, roomId, names);
  const done = await client.line.request('roomInvite', {roomId, names});
  await letIn(session, roomId, names, givesHistory);
  return done;
}

async function leave(client: Core, {roomId}: Params<'roomLeave'>, {session}: Parts): Promise<object> {
  const room = roomOf(client, roomId);
  if (room === undefined || !isNamedRoom(room)) return client.line.request('roomLeave', {roomId});
  // Without a signed leave the others only have the server's word.
  const signed = await signedLeave(session, roomId).catch((error: unknown) => {
    if (error instanceof ChatError) return undefined;
    throw error;
  });
  return client.line.request('roomLeave', {roomId, ...(signed !== undefined && {leave: signed})});
}

async function remove(client: Core, params: Params<'memberRemove'>, {session}: Parts): Promise<object> {
  const {roomId, name} = params;
  await session.conversations.refresh(roomId);
  const done = await client.line.request('memberRemove', params);
  // A keeper signs the removal by renewing the keys; otherwise the next sender renews them, by the server's word.
  if (isKeeper(session, roomId)) await session.conversations.renew(roomId, [], {removes: [name]});
  return done;
}

async function giveRole(client: Core, params: Params<'roomRoleSet'>, {session}: Parts): Promise<object> {
  const {roomId, name, role} = params;
  const done = await client.line.request('roomRoleSet', params);
  await session.conversations.refresh(roomId);
  const last = session.conversations.known(roomId)?.epochs.at(-1)?.statement;
  if (last === undefined || !isKeeper(session, roomId)) return done;
  const others = last.keepers.filter(one => one !== name);
  const keepers = keeps(role) && last.members.some(member => member.name === name) ? [...others, name] : others;
  if (keepers.length > 0 && keepers.toSorted().join(' ') !== last.keepers.toSorted().join(' '))
    await session.conversations.renew(roomId, [], {keepers});
  return done;
}
const keeps = (role: RoomRole): boolean => roomRank(role) >= roomRank('moderator');

async function setRules(client: Core, params: Params<'roomRulesSet'>, {session}: Parts): Promise<object> {
  const {roomId} = params;
  const rules = await client.line.request('roomRulesSet', params);
  const adds = leastInRoom('invite', rules) === 'member' ? 'all' : 'keepers';
  await session.conversations.refresh(roomId);
  const last = session.conversations.known(roomId)?.epochs.at(-1)?.statement;
  if (last !== undefined && last.adds !== adds && isKeeper(session, roomId))
    await session.conversations.renew(roomId, [], {adds});
  return rules;
}

async function say(
  client: Core,
  {sending}: Parts,
  roomId: number,
  body: {type: 'topic' | 'describe'; text: string},
): Promise<object> {
  const {newId, now} = client.options;
  await sending.send({roomId, clientMsgId: newId(), body: {...body, sentAtMs: now()}});
  return {};
}

/** Answers to requests about rooms with a name. */
export const MEMBERSHIPS = {
  roomInvite: (client: Core, params: Params<'roomInvite'>, {session}: Parts) => inviteSealed(client, session, params),
  roomLeave: leave,
  memberRemove: remove,
  roomRoleSet: giveRole,
  roomRulesSet: setRules,
  topicSet: (client: Core, {roomId, topic}: Params<'topicSet'>, parts: Parts) =>
    say(client, parts, roomId, {type: 'topic', text: topic}),
  async roomDescribe(client: Core, {roomId, text}: Params<'roomDescribe'>, parts: Parts): Promise<object> {
    await parts.session.conversations.refresh(roomId);
    if (!isKeeper(parts.session, roomId)) throw new ChatError('not-allowed');
    return say(client, parts, roomId, {type: 'describe', text});
  },
} as const;
