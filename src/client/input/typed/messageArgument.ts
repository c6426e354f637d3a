/** Which message a command is about: counted from the newest, or by its link, which names the room and the place in its log. */
import {isSaid} from '../../../shared/entries/entry.ts';
import {currentRoom, labelOf, roomByLabel} from '../../state/selectors.ts';
import {heldEntries} from '../../state/room/pieces.ts';
import type {Place} from '../../actions/deeds.ts';
import type {RoomState, State} from '../../state/state.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Entry} from '../../../shared/entries/entry.ts';

const LINK = /^([#@][^\s/]{1,64})\/(\d{1,15})$/;

/** `#room/123`, as a message is named in one word. */
export const linkTo = ({room}: RoomState, seq: number): string => `${labelOf(room)}/${seq}`;

export const isMessageWord = (word: string): boolean => /^\d{1,6}$/.test(word) || LINK.test(word);

/** Newest first. @param fits which of them can be meant */
const countable = (one: RoomState | undefined, fits: (entry: Entry) => boolean): Entry[] =>
  (one === undefined ? [] : heldEntries(one)).filter(entry => isSaid(entry) && fits(entry)).toReversed();

interface Wanted {
  /** Without a word: the newest of these. */
  fits?: (entry: Entry) => boolean;
}

/** @throws message-not-found, not-in-room */
export function messageArgument(state: State, word: string | undefined, {fits = () => true}: Wanted = {}): Place {
  const link = LINK.exec(word ?? '');
  if (link !== null) {
    const [, label = '', seq = ''] = link;
    const named = roomByLabel(state, label);
    if (named === undefined) throw new ChatError('not-in-room', label);
    return {roomId: named.room.roomId, seq: Number(seq)};
  }
  const one = currentRoom(state);
  const number = word === undefined ? 1 : Number(word);
  const found = countable(one, word === undefined ? fits : () => true)[number - 1];
  if (one === undefined || found === undefined) throw new ChatError('message-not-found');
  return {roomId: one.room.roomId, seq: found.seq};
}

/** Without a word, the thread on screen. @throws command-usage, message-not-found, not-in-room */
export function threadArgument(state: State, command: string, words: readonly string[]): Place {
  if (words.length > 1) throw new ChatError('command-usage', `${command} [number|link]`);
  const {openThread, currentRoomId} = state;
  if (words.length === 0 && openThread !== undefined && openThread.roomId === currentRoomId)
    return {roomId: openThread.roomId, seq: openThread.seq};
  return messageArgument(state, words[0]);
}

export interface AboutMessage {
  place: Place;
  /** As typed, without the word for the message. */
  rest: string;
}

/** A command whose first word may name a message; without one it is the newest that fits. */
export function aboutMessage(state: State, rest: string, wanted: Wanted = {}): AboutMessage {
  const [first = ''] = /^\S+/.exec(rest) ?? [];
  if (!isMessageWord(first)) return {place: messageArgument(state, undefined, wanted), rest};
  return {place: messageArgument(state, first), rest: rest.slice(first.length).replace(/^[ \t]*\n?/, '')};
}

export const isOwn =
  (state: State) =>
  ({kind, sender}: Entry): boolean =>
    sender === state.me?.name && (kind === 'message' || kind === 'action');
