/** Parses `#room` and `@user` as a verb's target, and finds it on the server. */
import {openDirect, openGroup} from '../../client/actions/room.ts';
import type {Client} from '../../client/client.ts';
import {pagesOf} from '../../client/log/pagedList.ts';
import {roomByLabel} from '../../client/state/selectors.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Room} from '../../shared/model.ts';
import {ROOM_NAME_PATTERN} from '../../shared/fields.ts';
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import type {Result} from '../../shared/protocol.ts';

export interface Target {
  /** `group`: several people, whose names are separated by commas. */
  kind: 'room' | 'person' | 'group';
  name: string;
}

/** A name without a sign means a room, because `#` starts a comment in shells. @throws target-invalid */
export function parseTarget(typed: string): Target {
  const [sign, name] = /^[#@]/.test(typed) ? [typed[0], typed.slice(1).toLowerCase()] : ['#', typed.toLowerCase()];
  if (sign === '#' && ROOM_NAME_PATTERN.test(name)) return {kind: 'room', name};
  if (sign === '@' && NAME_PATTERN.test(name)) return {kind: 'person', name};
  const people = name.split(/,@?/);
  if (sign === '@' && people.length > 1 && people.every(one => NAME_PATTERN.test(one)))
    return {kind: 'group', name: people.join(',')};
  throw new ChatError('target-invalid', typed === '' ? 'Nothing' : typed);
}

/** Parses a target that can only be a room. @throws target-invalid */
export function parseRoom(typed: string): string {
  const target = parseTarget(typed);
  if (target.kind !== 'room') throw new ChatError('target-invalid', typed);
  return target.name;
}

/** Accepts a person without the `@`. @throws target-invalid */
export function parsePerson(typed: string): string {
  const target = parseTarget(/^[#@]/.test(typed) ? typed : `@${typed}`);
  if (target.kind !== 'person') throw new ChatError('target-invalid', typed);
  return target.name;
}

/** The room of a target; a conversation is created if needed. @throws room-not-found, not-in-room, user-not-found, direct-self */
export async function findRoom(client: Client, {kind, name}: Target): Promise<Room> {
  if (kind === 'person') return openDirect(client, name);
  if (kind === 'group') return openGroup(client, name.split(','));
  const found = roomByLabel(client.getState(), `#${name}`);
  if (found) return found.room;
  const isKnown = await isListed(client, name);
  throw new ChatError(isKnown ? 'not-in-room' : 'room-not-found', `#${name}`);
}

/** Whether a room of this name is visible to the account. */
async function isListed(client: Client, name: string): Promise<boolean> {
  for await (const page of roomPages(client)) {
    if (page.rooms.some(room => room.name === name)) return true;
    if ((page.rooms.at(-1)?.name ?? '') > name) return false;
  }
  return false;
}

/** All rooms that are visible to the account, ordered by name. */
export const roomPages = (client: Client): AsyncIterable<Result<'roomList'>> =>
  pagesOf<Result<'roomList'>, string>(
    afterName => client.request('roomList', afterName === undefined ? {} : {afterName}),
    page => page.rooms.at(-1)?.name,
  );
