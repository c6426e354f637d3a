/**
 * Reads which message a command means: a number counted from the newest, or a link with room and seq, and possibly a server.
 */
import {isIgnored} from '../../state/room/ignored.ts';
import {addressOf} from '../../../shared/address.ts';
import {isMessageOrFile, hasWords} from '../../../shared/entries/entry.ts';
import {labelOf, roomByLabel, shownRoom} from '../../state/selectors.ts';
import {heldEntries} from '../../state/room/pieces.ts';
import type {Place} from '../../actions/messages/messageActions.ts';
import type {Typed} from '../command.ts';
import type {RoomState, State} from '../../state/state.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import {parseMessageLink, type MessageLink} from '../../../shared/words/messageLink.ts';

/** Also accepts rooms of direct conversations (`=name`), which exist only on this machine and in no shared link. */
const LOCAL = /^(=[^\s/]{1,64})\/(\d{1,15})$/;

function linkIn(word: string): MessageLink | undefined {
  const [, room, seq] = LOCAL.exec(word) ?? [];
  return room === undefined ? parseMessageLink(word) : {room, seq: Number(seq)};
}

/** The short link to a message: `#room/123`. */
export const linkTo = ({room}: RoomState, seq: number): string => `${labelOf(room)}/${seq}`;

export const isMessageLink = (word: string): boolean => linkIn(word)?.seq !== undefined;
export const isMessageWord = (word: string): boolean => /^\d{1,6}$/.test(word) || isMessageLink(word);

/** Messages that can be counted, newest first, as shown: without those of blocked people. @param fits a further condition */
const countable = (one: RoomState | undefined, fits: (entry: Entry) => boolean): Entry[] =>
  (one === undefined ? [] : heldEntries(one))
    .filter(entry => isMessageOrFile(entry) && !isIgnored(one, entry) && fits(entry))
    .toReversed();

interface Wanted {
  /** Without a word in the command: the newest message that fulfils this. */
  fits?: (entry: Entry) => boolean;
}

/** @throws message-not-found, message-elsewhere, not-in-room */
export function messageArgument(
  {client, state}: Typed,
  word: string | undefined,
  {fits = () => true}: Wanted = {},
): Place {
  const {serverUrl = client.options.serverUrl, room: label, seq} = linkIn(word ?? '') ?? {};
  if (serverUrl !== client.options.serverUrl) throw new ChatError('message-elsewhere', addressOf(serverUrl));
  if (label !== undefined && seq !== undefined) {
    const named = roomByLabel(state, label);
    if (named === undefined) throw new ChatError('not-in-room', label);
    return {roomId: named.room.roomId, seq};
  }
  const one = shownRoom(state);
  const number = word === undefined ? 1 : Number(word);
  const found = countable(one, word === undefined ? fits : () => true)[number - 1];
  if (one === undefined || found === undefined) throw new ChatError('message-not-found');
  return {roomId: one.room.roomId, seq: found.seq};
}

/**
 * The thread that a command means; without a word, the one on screen.
 * @throws command-usage, message-not-found, message-elsewhere, not-in-room
 */
export function threadArgument(at: Typed, command: string, words: readonly string[]): Place {
  if (words.length > 1) throw new ChatError('command-usage', `${command} [number|link]`);
  const {openThread, currentRoomId} = at.state;
  if (words.length === 0 && openThread !== undefined && openThread.roomId === currentRoomId)
    return {roomId: openThread.roomId, seq: openThread.seq};
  return messageArgument(at, words[0]);
}

export interface AboutMessage {
  place: Place;
  /** As typed, without the word that names the message. */
  rest: string;
}

/** Splits arguments whose first word may name a message; otherwise the newest message that fits is meant. */
export function aboutMessage(at: Typed, rest: string, wanted: Wanted = {}): AboutMessage {
  const [first = ''] = /^\S+/.exec(rest) ?? [];
  if (!isMessageWord(first)) return {place: messageArgument(at, undefined, wanted), rest};
  return {place: messageArgument(at, first), rest: rest.slice(first.length).replace(/^[ \t]*\n?/, '')};
}

export const isOwn =
  (state: State) =>
  (entry: Entry): boolean =>
    entry.sender === state.me?.name && hasWords(entry);
