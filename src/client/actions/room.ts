/** Creates, joins, enters and leaves rooms, and switches between them. */
import {roomNameOf, loginOf} from '../../shared/words/typedName.ts';
import {requireTopic} from '../../shared/rules.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Room, RoomSummary} from '../../shared/model.ts';
import {ROOM_NAME_PATTERN} from '../../shared/fields.ts';
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import type {Client} from '../client.ts';
import {labelOf, listedRooms, roomByNumber} from '../state/selectors.ts';

export function enterRoom(client: Client, roomId: number): void {
  client.dispatch({type: 'roomEntered', roomId});
}

export const enterNext = (client: Client): void => step(client, 1);
export const enterPrevious = (client: Client): void => step(client, -1);

/** Whether a step in this direction would wrap around the end of the room list. */
export function isLastStep(client: Client, by: 1 | -1): boolean {
  const rooms = listedRooms(client.getState(), client.options.now());
  const at = rooms.findIndex(({room}) => room.roomId === client.getState().currentRoomId);
  return at + by < 0 || at + by >= rooms.length;
}

/** Enters the first or the last room of the list. */
export function enterEnd(client: Client, which: 'first' | 'last'): void {
  const one = listedRooms(client.getState(), client.options.now()).at(which === 'first' ? 0 : -1);
  if (one !== undefined) enterRoom(client, one.room.roomId);
}

function step(client: Client, by: 1 | -1): void {
  const rooms = listedRooms(client.getState(), client.options.now());
  const at = rooms.findIndex(({room}) => room.roomId === client.getState().currentRoomId);
  const next = rooms[(Math.max(at, 0) + by + rooms.length) % rooms.length];
  if (next !== undefined) enterRoom(client, next.room.roomId);
}

/** Enters the room that was on screen before the current one. */
export function enterLast(client: Client): void {
  const {lastRoomId} = client.getState();
  if (lastRoomId !== undefined) enterRoom(client, lastRoomId);
}

/** @param number the room's number on the screen, from 1 */
export function enterByNumber(client: Client, number: number): void {
  const one = roomByNumber(client.getState(), number);
  if (one !== undefined) enterRoom(client, one.room.roomId);
}

/** A room's name without `#`, in lower case. @throws room-name-invalid */
export function toRoomName(typed: string): string {
  const name = roomNameOf(typed);
  if (!ROOM_NAME_PATTERN.test(name)) throw new ChatError('room-name-invalid');
  return name;
}

/** A login name without `@`, in lower case. @throws user-not-found */
export function toLoginName(typed: string): string {
  const name = loginOf(typed);
  if (!NAME_PATTERN.test(name)) throw new ChatError('user-not-found', typed.slice(0, 64));
  return name;
}

/** Creates the room and enters it. @throws room-exists, room-name-invalid, topic-too-long */
export async function createRoom(
  client: Client,
  {name, isPrivate = false, isPlain = false, topic}: NewRoom,
): Promise<Room> {
  if (topic !== undefined) requireTopic(topic);
  const isEncrypted = isPrivate && !isPlain && (await client.parts.keys.encryptsNew());
  const params = {name: toRoomName(name), isPrivate, ...(topic !== undefined && !isEncrypted && {topic})};
  const room = openAndEnter(client, await client.request('roomCreate', params));
  if (!isEncrypted) return room;
  await client.parts.keys.encrypt(room.roomId);
  if (topic !== undefined) await setTopic(client, room.roomId, topic);
  return {...room, ...(topic !== undefined && {topic})};
}

export interface NewRoom {
  name: string;
  isPrivate?: boolean;
  /** Does not encrypt the room, even where new private rooms are encrypted: programs with tokens have no keys. */
  isPlain?: boolean;
  topic?: string | undefined;
}

/** Joins the room if necessary, and enters it. @throws room-not-found, too-many-rooms */
export async function joinRoom(client: Client, name: string): Promise<Room> {
  return openAndEnter(client, await client.request('roomJoin', {name: toRoomName(name)}));
}

/** Maximum number of listed rooms: nobody reads more, and others can be joined by name. */
const LISTED_MAX = 1_000;

/** All rooms that this person can see, by name: joined, public, and those they are invited to. */
export async function listRooms(client: Client): Promise<RoomSummary[]> {
  const rooms: RoomSummary[] = [];
  for (let hasMore = true; hasMore && rooms.length < LISTED_MAX;) {
    const afterName = rooms.at(-1)?.name;
    const page = await client.request('roomList', {
      limit: FIXED_LIMITS.pageSizeMax,
      ...(afterName !== undefined && {afterName}),
    });
    rooms.push(...page.rooms);
    hasMore = page.hasMore && page.rooms.length > 0;
  }
  return rooms.filter(({kind}) => kind !== 'direct');
}

/** @throws lobby-stays, not-in-room */
export async function leaveRoom(client: Client, roomId: number): Promise<void> {
  await client.request('roomLeave', {roomId});
  client.dispatch({type: 'roomClosed', roomId});
}

/** @throws user-not-found, already-member, not-in-room */
export async function invite(
  client: Client,
  roomId: number,
  names: readonly string[],
  {givesHistory = false}: {givesHistory?: boolean} = {},
): Promise<void> {
  const wanted = [...new Set(names.map(toLoginName))];
  if (wanted.length > FIXED_LIMITS.inviteNamesMax) {
    throw new ChatError('command-usage', `/invite @name…, at most ${FIXED_LIMITS.inviteNamesMax} at once`);
  }
  if (givesHistory) await client.parts.keys.invite(roomId, wanted, {givesHistory});
  else await client.request('roomInvite', {roomId, names: wanted});
}

/** @throws topic-too-long, topic-not-yours, not-in-room */
export async function setTopic(client: Client, roomId: number, topic: string): Promise<void> {
  requireTopic(topic);
  await client.request('topicSet', {roomId, topic});
}

/** Opens the conversation with one person without entering it. @throws user-not-found, direct-self */
export async function openDirect(client: Client, name: string): Promise<Room> {
  const label = `@${toLoginName(name)}`;
  const known = Object.values(client.getState().roomById).find(({room}) => labelOf(room) === label);
  if (known !== undefined) return known.room;
  return open(client, await client.request('directOpen', {name: toLoginName(name)}));
}

/**
 * Opens the conversation with several people; with no names, the one for one's own notes.
 * @throws user-not-found, directs-refused
 */
export async function openGroup(client: Client, names: readonly string[]): Promise<Room> {
  const wanted = [...new Set(names.map(toLoginName))];
  if (wanted.length >= FIXED_LIMITS.groupPeopleMax)
    throw new ChatError('too-many-people', String(FIXED_LIMITS.groupPeopleMax));
  return open(client, await client.request('groupOpen', {names: wanted}));
}

/** Loads one more page of older entries. @throws timed-out, disconnected */
export const loadOlder = (client: Client, roomId: number): Promise<void> => client.parts.sync.loadOlder(roomId);

/** Called when a person scrolls up: loaded entries stay in memory until the newest is seen again. */
export const readBack = (client: Client, roomId: number): void => client.parts.sync.readBack(roomId);

/** Called when a person has seen the newest entry. */
export const markRead = (client: Client, roomId: number): void => client.parts.sync.markRead(roomId);

function open(client: Client, room: Room): Room {
  client.dispatch({type: 'roomOpened', room});
  return room;
}

function openAndEnter(client: Client, room: Room): Room {
  open(client, room);
  if (client.options.isHeadless !== true) enterRoom(client, room.roomId);
  return room;
}
