/**
 * Parses one message as a verb's target: `#room` and a number counted from the newest, or a permanent link, `#room/123` or
 * `chat-tui://…`.
 */
import {isMessageOrFile} from '../../shared/entries/entry.ts';
import type {Client} from '../../client/client.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {addressOf} from '../../shared/address.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Room} from '../../shared/model.ts';
import {MESSAGE_SCHEME, parseMessageLink} from '../../shared/words/messageLink.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import type {Shell} from '../shell.ts';
import type {Call} from '../verb.ts';
import {findRoom, parseTarget, type Target} from './target.ts';

interface MessageTarget {
  /** Server named in the link, if any. */
  serverUrl?: string;
  target: Target;
  /** Seq in the room's log; absent: `number` counts from the newest. */
  seq?: number;
  number?: number;
  /** The arguments after the message. */
  words: readonly string[];
}

/** Maximum number of messages to count back, which limits how much of the log is requested. */
const NUMBER_MAX = 10_000;

/** @throws target-invalid */
export function parseMessage([typed = '', ...words]: readonly string[]): MessageTarget {
  const named = MESSAGE_SCHEME.test(typed) ? parseMessageLink(typed) : undefined;
  if (named?.serverUrl !== undefined && named.seq !== undefined)
    return {serverUrl: named.serverUrl, target: parseTarget(named.room), seq: named.seq, words};
  const link = /^(.*)\/(\d{1,15})$/.exec(typed);
  if (link !== null) return {target: parseTarget(link[1] ?? ''), seq: Number(link[2]), words};
  const [count = '', ...rest] = words;
  const number = /^\d{1,5}$/.test(count) ? Number(count) : 0;
  if (number < 1 || number > NUMBER_MAX) throw new ChatError('message-number-missing', typed);
  return {target: parseTarget(typed), number, words: rest};
}

export const isMessage = (words: readonly string[]): boolean => /\/\d{1,15}$/.test(words[0] ?? '');

/** @throws message-not-found, message-elsewhere, and as `findRoom` */
export async function findMessage(client: Client, {serverUrl, target, seq, number = 1}: MessageTarget): Promise<Place> {
  if (serverUrl !== undefined && serverUrl !== client.options.serverUrl)
    throw new ChatError('message-elsewhere', addressOf(serverUrl));
  const room = await findRoom(client, target);
  const {roomId} = room;
  if (seq !== undefined) return {room, roomId, seq};
  let left = number;
  let beforeSeq: number | undefined;
  for (let read = 0; read < NUMBER_MAX * 2; read += FIXED_LIMITS.pageSizeMax) {
    const page = await client.request('entryList', {
      roomId,
      limit: FIXED_LIMITS.pageSizeMax,
      ...(beforeSeq !== undefined && {beforeSeq}),
    });
    const said = page.entries.filter(isMessageOrFile).toReversed();
    const found = said[left - 1];
    if (found !== undefined) return {room, roomId, seq: found.seq};
    left -= said.length;
    beforeSeq = page.entries[0]?.seq ?? 0;
    if (beforeSeq <= (page.firstSeq ?? 1)) break;
  }
  throw new ChatError('message-not-found');
}

interface Place {
  room: Room;
  roomId: number;
  seq: number;
}

/** With `--json`: prints the entry that records an action. */
export async function printAction(shell: Shell, call: Call, client: Client, {room, seq}: Place): Promise<void> {
  if (call.options.json !== true) return;
  const {entries} = await client.request('entryShow', {roomId: room.roomId, seqs: [seq]});
  const [entry] = entries;
  if (entry !== undefined) shell.printJson(toEntryLine(entry, labelOf(room), client.getState()));
}
