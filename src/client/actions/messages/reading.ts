/** Read positions, jumping to a place in a log, and the inbox. */
import {requireServerCan} from '../../core/serverCan.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {MessageLink} from '../../../shared/words/messageLink.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {Client} from '../../client.ts';
import {pastMomentOf} from '../../wording/pastMoment.ts';
import {labelOf, roomByLabel} from '../../state/selectors.ts';
import type {RoomState} from '../../state/state.ts';
import type {Place} from './messageActions.ts';

/** Marks rooms as read. @returns how many had unread messages */
export function markRoomsRead(client: Client, rooms: readonly RoomState[]): number {
  const unread = rooms.filter(({room}) => room.unread > 0 || room.readSeq < room.lastSeq);
  for (const {room} of unread) client.parts.sync.markRead(room.roomId);
  return unread.filter(({room}) => room.unread > 0).length;
}

/** Sets the read position back: this entry is the first unread one, on all devices. @throws server-too-old, not-in-room */
export const setUnread = (client: Client, roomId: number, seq: number): Promise<void> =>
  client.parts.sync.setUnread(roomId, seq);

/** Seq of the first unread entry; `undefined` where all is read. */
function firstUnreadOf({room, newAfterSeq}: RoomState): number | undefined {
  if (newAfterSeq !== undefined) return newAfterSeq + 1;
  return room.unread > 0 ? room.readSeq + 1 : undefined;
}

const WORDS: Readonly<Record<string, (one: RoomState) => number | undefined>> = {
  first: firstUnreadOf,
  unread: firstUnreadOf,
  oldest: () => 1,
  newest: ({room}) => room.lastSeq,
};
export const PLACE_WORDS = Object.keys(WORDS);

/**
 * In a room: `first`, `oldest`, `newest`, the number of an entry, or a moment. @throws date-invalid, place-not-found,
 * server-too-old
 */
export async function findPlace(client: Client, one: RoomState, typed: string): Promise<Place> {
  const {roomId, lastSeq} = one.room;
  const said = typed.toLowerCase();
  const word = Object.hasOwn(WORDS, said) ? WORDS[said] : undefined;
  if (word !== undefined) return placeIn(one, word(one), 'everything here is read');
  if (/^\d{1,15}$/.test(typed)) return placeIn(one, Number(typed), `this room has ${lastSeq} entries`);
  const atMs = pastMomentOf(typed, client.options.now());
  if (atMs === undefined) throw new ChatError('date-invalid', typed.slice(0, 40));
  const seq = await seqSince(client, roomId, Math.max(0, atMs));
  return placeIn(one, seq, 'nothing was said since then');
}

/** The first entry at this time or later, from the local history; for use while offline. */
async function seqSince(client: Client, roomId: number, atMs: number): Promise<number | undefined> {
  const isKeptOnly = client.getState().connection.status !== 'online' && client.history.count() !== undefined;
  return isKeptOnly ? client.history.seqSince(roomId, atMs) : (await ask(client, {roomId, atMs})).seq;
}

function placeIn({room}: RoomState, seq: number | undefined, whyNot: string): Place {
  if (seq === undefined || seq < 1 || seq > room.lastSeq) throw new ChatError('place-not-found', whyNot);
  return {roomId: room.roomId, seq};
}

async function ask(
  client: Client,
  place: Parameters<typeof client.request<'entryFind'>>[1],
): Promise<{seq?: number | undefined}> {
  requireServerCan(client.getState(), 'reading');
  return client.request('entryFind', place);
}

/** The nearest mention of oneself before or after an entry; `undefined` where there is none. @throws server-too-old */
export async function findMention(client: Client, {roomId, seq}: Place, step: 1 | -1): Promise<number | undefined> {
  const place = step === 1 ? {roomId, mentionAfterSeq: seq} : {roomId, mentionBeforeSeq: seq};
  return (await ask(client, place)).seq;
}

/** Resolves a message link of this server. @throws not-in-room, place-not-found */
export function placeOfLink(client: Client, {room, seq}: MessageLink): Place {
  const one = roomByLabel(client.getState(), room);
  // A room that the person cannot see is reported like one that does not exist.
  if (one === undefined) throw new ChatError('not-in-room', room);
  return placeIn(one, seq ?? firstUnreadOf(one) ?? one.room.lastSeq, `${room} has ${one.room.lastSeq} entries`);
}

export type InboxPage = Result<'inboxList'>;

/** A page of the inbox, newest first. @param before `next` of the previous page. @throws server-too-old */
export async function listInbox(client: Client, before?: InboxPage['next'], limit = PAGE): Promise<InboxPage> {
  requireServerCan(client.getState(), 'reading');
  const page = await client.request('inboxList', {limit, ...(before !== undefined && {before})});
  return {...page, items: page.items.map(item => ({...item, room: nameOf(client, item)}))};
}

/** The room's label as in the room list: the server sends none for a group conversation. */
function nameOf(client: Client, {roomId, room: told}: InboxPage['items'][number]): string {
  const room = client.getState().roomById[roomId]?.room;
  return room === undefined ? told : labelOf(room);
}

const PAGE = Math.min(100, FIXED_LIMITS.pageSizeMax);
