/** Actions on existing messages (edit, delete, react, pin, star, reply, forward), and requests for their results. */
import {requireServerCan} from '../../core/serverCan.ts';
import {isEmoji} from '../../../shared/words/emoji.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {Client} from '../../client.ts';
import {pagesOf} from '../../log/pagedList.ts';
import {entryOf} from '../../state/room/pieces.ts';
import type {MessageAction, MessageAbout, PendingMessage} from '../../state/state.ts';
import {checkText} from './message.ts';

/** Identifies an entry: its room and its seq. */
export interface Place {
  roomId: number;
  seq: number;
}

/** @throws server-too-old */
export function requireChangeable(client: Client): void {
  const state = client.getState();
  // While offline, before the server has told its capabilities, the action waits in the outbox.
  if (state.server === undefined || state.connection.status !== 'online') return;
  requireServerCan(state, 'became');
}

/** Resolves when the action is on disk and shown as pending; it is sent in the background. */
function write(client: Client, roomId: number, messageAction: MessageAction, text = ''): Promise<PendingMessage> {
  requireChangeable(client);
  return client.parts.outgoing.write(roomId, {kind: 'message', text, messageAction});
}

/** @throws message-empty, message-too-long, message-not-yours, server-too-old */
export async function editMessage(client: Client, {roomId, seq}: Place, text: string): Promise<PendingMessage> {
  const {limits, me, roomById} = client.getState();
  checkText(text, limits);
  // An edit that the server would refuse in any case is refused at once.
  const one = roomById[roomId];
  const entry = one && entryOf(one, seq);
  if (entry !== undefined && me !== undefined && entry.sender !== me.name) throw new ChatError('message-not-yours');
  return write(client, roomId, {kind: 'edit', seq}, text);
}

export const deleteMessage = (client: Client, {roomId, seq}: Place, reason = ''): Promise<PendingMessage> =>
  write(client, roomId, {kind: 'delete', seq}, reason.slice(0, FIXED_LIMITS.reasonLengthMax));

/** @throws emoji-invalid */
export async function react(
  client: Client,
  {roomId, seq}: Place,
  {emoji, isOn}: {emoji: string; isOn: boolean},
): Promise<PendingMessage> {
  if (!isEmoji(emoji)) throw new ChatError('emoji-invalid');
  return write(client, roomId, {kind: 'react', seq, emoji, isOn});
}

export const pin = (client: Client, {roomId, seq}: Place, isOn: boolean): Promise<PendingMessage> =>
  write(client, roomId, {kind: 'pin', seq, isOn});

/** @throws message-empty, message-too-long, server-too-old */
export async function sendAbout(
  client: Client,
  roomId: number,
  {text, about}: {text: string; about: MessageAbout},
): Promise<PendingMessage> {
  requireChangeable(client);
  checkText(text, client.getState().limits);
  return client.parts.outgoing.write(roomId, {kind: 'message', text, about});
}

/** Stars an entry for oneself, or removes the star; nobody else is told. */
export async function star(client: Client, place: Place, isOn: boolean): Promise<void> {
  requireChangeable(client);
  await client.request('starSet', {...place, isOn});
}

type Star = Result<'starList'>['stars'][number];

/** One's own starred messages, the most recently starred first. */
export async function listStars(client: Client): Promise<Star[]> {
  requireChangeable(client);
  const stars: Star[] = [];
  const pages = pagesOf<Result<'starList'>, number>(
    before => client.request('starList', {limit: FIXED_LIMITS.pageSizeMax, ...(before !== undefined && {before})}),
    page => page.stars.at(-1)?.position,
  );
  for await (const page of pages) {
    stars.push(...page.stars);
    if (stars.length >= FIXED_LIMITS.starsMax) break;
  }
  return stars;
}

/** One entry, from the state or from the server. @throws message-not-found, not-in-room */
export async function entryAt(client: Client, {roomId, seq}: Place): Promise<Entry> {
  const one = client.getState().roomById[roomId];
  const here = one && entryOf(one, seq);
  if (here !== undefined) return here;
  const {entries} = await client.request('entryList', {roomId, afterSeq: seq - 1, limit: 1});
  const [entry] = entries;
  if (entry?.seq !== seq) throw new ChatError('message-not-found');
  return entry;
}
