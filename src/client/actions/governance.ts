/** Changes how a room is run: its rules, roles of members, removals. */
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {RoomRole} from '../../shared/access/roles.ts';
import type {RoomRules, RulesChange} from '../../shared/rules.ts';
import type {Client} from '../client.ts';
import {toLoginName} from './room.ts';

/** @throws not-allowed, not-in-room */
export async function setRules(
  client: Client,
  roomId: number,
  {reason = '', ...rules}: RulesChange & {reason?: string},
): Promise<RoomRules> {
  if ((rules.slowMs ?? 0) > FIXED_LIMITS.slowMsMax) throw new ChatError('command-usage', '/slow 30s, at most 1d');
  const why = reason === '' ? {} : {reason: reason.slice(0, FIXED_LIMITS.reasonLengthMax)};
  return client.request('roomRulesSet', {roomId, ...rules, ...why});
}

/** @throws not-allowed, user-not-found, owner-stays */
export async function setRoomRole(client: Client, roomId: number, name: string, role: RoomRole): Promise<void> {
  await client.request('roomRoleSet', {roomId, name: toLoginName(name), role});
}

/** A removed member can come back by invitation only. @throws not-allowed, user-not-found, lobby-stays */
export async function removeFromRoom(client: Client, roomId: number, name: string, reason = ''): Promise<void> {
  const cut = reason.slice(0, FIXED_LIMITS.reasonLengthMax);
  await client.request('memberRemove', {roomId, name: toLoginName(name), reason: cut});
}
