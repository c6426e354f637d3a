/** Checks a program token for each request: its rights, rooms and expiry. */
import {refusal} from '../../shared/errors.ts';
import type {Context} from '../context.ts';
import {hasRight, isOver, mayIn} from '../storeContract/signIn.ts';
import type {TokenRule} from './tokenRule.ts';

/** @throws session-expired, token-never, token-right-missing, token-all-rooms, not-in-room */
export function requireGrant(rule: TokenRule, {connection: {grant}, now}: Context, params: unknown): void {
  if (grant === undefined) return;
  if (isOver(grant, now())) throw refusal('session-expired');
  if (rule === 'never') throw refusal('token-never');
  const {right, also, where} = rule;
  if (right !== 'any' && !hasRight(grant, right)) throw refusal('token-right-missing', right);
  if (where === 'all' && grant.roomIds !== undefined) throw refusal('token-all-rooms');
  // Answers as if the person were not in the room, so that the token's holder learns nothing about other rooms.
  if (where === 'named' && !roomsIn(params).every(roomId => mayIn(grant, roomId)))
    throw refusal('not-in-room', 'this room');
  if (also !== undefined && !hasRight(grant, also)) throw refusal('token-right-missing', also);
}

/** What has to be looked up before the rule can be checked; `undefined` if nothing. */
export function placeToFind(rule: TokenRule, {connection: {grant}}: Context): 'file' | 'room' | undefined {
  if (grant?.roomIds === undefined) return undefined;
  return rule !== 'never' && (rule.where === 'file' || rule.where === 'room') ? rule.where : undefined;
}

/** @throws file-not-found, room-not-found */
export async function requireGrantedRoom(
  place: 'file' | 'room',
  {connection, store, me}: Context,
  params: unknown,
): Promise<void> {
  const {fileId = '', name = ''} = params as {fileId?: string; name?: string};
  const {grant} = connection;
  if (place === 'file') {
    const {roomId} = await store.fileFind(fileId, me.userId);
    if (!mayIn(grant, roomId)) throw refusal('file-not-found');
    return;
  }
  const found = await store.roomFind(name, me.userId);
  if (found === undefined || !mayIn(grant, found.roomId)) throw refusal('room-not-found', `#${name}`);
}

/** Every room id in the parameters, at any depth. */
function roomsIn(params: unknown): number[] {
  if (typeof params !== 'object' || params === null) return [];
  return Object.entries(params).flatMap(([key, value]) =>
    key === 'roomId' && typeof value === 'number' ? [value] : roomsIn(value),
  );
}
