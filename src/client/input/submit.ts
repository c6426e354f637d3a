/** Handles a submitted line: a command, or a message to the room on screen. */
import {editMessage} from '../actions/messages/messageActions.ts';
import {hereIn, sendTo, type Here} from '../actions/messages/threads.ts';
import {ChatError} from '../../shared/errors.ts';
import {expectedErrorOf} from '../../shared/machine/diskTrouble.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import type {Client} from '../client.ts';
import type {State} from '../state/state.ts';
import type {Outcome, Typed} from './command.ts';
import {commandLineIn, messageIn} from './commandLine.ts';
import {getCommand} from './commandSearch.ts';
import {COMMANDS} from './commandTable.ts';
import {mayHaveEmojiNames, withEmoji} from './typed/emojiNames.ts';
import {isOwn} from './typed/messageArgument.ts';
import {typedWordsOf} from './words.ts';

/**
 * Expected errors are not thrown but returned as an outcome, and the text goes back into the composer.
 * @param state the state when the line was entered; room, thread and message numbers refer to it
 */
export async function submit(client: Client, line: string, state = client.getState()): Promise<Outcome> {
  try {
    const command = commandLineIn(line, COMMANDS);
    if (command !== undefined) {
      const found = getCommand(COMMANDS, command.name);
      const rest = found.isForPeople === true ? await forPeople(client, command.rest) : command.rest;
      return await found.run(client, {words: typedWordsOf(rest), rest, state, commands: COMMANDS});
    }
    const here = state.currentRoomId === undefined ? undefined : hereIn(state, state.currentRoomId);
    return await say({client, state}, here, await forPeople(client, messageIn(line)));
  } catch (error) {
    const met = expectedErrorOf(error);
    if (met === undefined) throw error;
    return {kind: 'refused', code: met.code, detail: met.detail};
  }
}

/**
 * The last pending emoji look-up per client (the first one loads the table): later texts wait for it, so that the order is
 * kept.
 */
const looking = new WeakMap<Client, Promise<unknown>>();

async function forPeople(client: Client, text: string): Promise<string> {
  const before = looking.get(client);
  if (before === undefined && !mayHaveEmojiNames(text)) return text;
  const mine = Promise.resolve(before).then(() => withEmoji(text));
  looking.set(client, mine);
  try {
    return await mine;
  } finally {
    if (looking.get(client) === mine) looking.delete(client);
  }
}

async function say({client, state}: Typed, here: Here | undefined, text: string): Promise<Outcome> {
  if (state.me === undefined || here === undefined) throw whyNowhere(client);
  const edited = substituted(state, here, text);
  if (edited !== undefined) {
    await editMessage(client, {roomId: here.roomId, seq: edited.seq}, edited.text);
    return {kind: 'done'};
  }
  await sendTo(client, here, text);
  return {kind: 'done'};
}

/** `s/old/new/` edits one's own last message here by replacing text in it; `undefined` when the text is not such a command. */
function substituted(state: State, here: Here, text: string): {seq: number; text: string} | undefined {
  const [, old, fresh = '', all] = /^s\/((?:[^/\\]|\\.)+)\/((?:[^/\\]|\\.)*)\/(g?)$/s.exec(text) ?? [];
  if (old === undefined) return undefined;
  const last = entriesIn(state, here).findLast(isOwn(state));
  const plain = (piece: string) => piece.replaceAll(/\\(.)/gs, '$1');
  if (last === undefined || !('text' in last) || !last.text.includes(plain(old))) return undefined;
  const replace = all === 'g' ? last.text.replaceAll.bind(last.text) : last.text.replace.bind(last.text);
  return {seq: last.seq, text: replace(plain(old), () => plain(fresh))};
}

/** Entries of the open thread, or of the room. */
function entriesIn({roomById, openThread}: State, {roomId, threadOf}: Here): readonly Entry[] {
  if (threadOf === undefined) return roomById[roomId]?.entries ?? [];
  return openThread?.roomId === roomId && openThread.seq === threadOf ? openThread.entries : [];
}

/** The error when there is no room to send to: `not-signed-in` only once the server has answered. */
function whyNowhere(client: Pick<Client, 'getState'>): ChatError {
  const {connection, me} = client.getState();
  if (connection.status === 'ended') return new ChatError(connection.code, connection.detail);
  const isThere = connection.status === 'online' || connection.status === 'anonymous';
  return new ChatError(isThere && me === undefined ? 'not-signed-in' : 'disconnected');
}
