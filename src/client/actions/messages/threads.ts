/** Opens, follows and reads threads. */
import {requireServerCan} from '../../core/serverCan.ts';
import {isMessageOrFile, type Entry} from '../../../shared/entries/entry.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {FollowedThread} from '../../../shared/protocol/threads.ts';
import type {Client} from '../../client.ts';
import {fetchThread} from '../../log/fetching.ts';
import type {PendingMessage, State} from '../../state/state.ts';
import {entryAt, sendAbout, type Place} from './messageActions.ts';
import {sendText} from './message.ts';

/** The first message of the thread that this message belongs to. @throws message-not-found, message-gone, message-unchangeable */
export async function rootOf(client: Client, place: Place): Promise<Place> {
  const entry = await entryAt(client, place);
  if (entry.kind === 'message' && entry.threadOf !== undefined) return {roomId: place.roomId, seq: entry.threadOf};
  // A thread remains when its first message is deleted.
  const isThread = entry.kind === 'gone' && entry.became?.replies !== undefined;
  if (entry.kind === 'gone' && !isThread) throw new ChatError('message-gone');
  if (!isThread && !isMessageOrFile(entry)) throw new ChatError('message-unchangeable');
  return place;
}

/** Shows the thread in place of its room, until another room is entered or the thread is left. */
export const enterThread = (client: Client, {roomId, seq}: Place): void =>
  client.dispatch({type: 'threadEntered', roomId, seq});

export const leaveThread = (client: Client): void => client.dispatch({type: 'threadLeft'});

/** The target of a typed line: the room on screen, or the open thread in it. */
export interface Here {
  roomId: number;
  threadOf: number | undefined;
}

/** Computed when the line is entered: when it is sent, another room may be on screen. */
export const hereIn = ({openThread}: State, roomId: number): Here => ({
  roomId,
  threadOf: openThread?.roomId === roomId ? openThread.seq : undefined,
});

/** @throws as `sendText`, server-too-old */
export const sendTo = (client: Client, {roomId, threadOf}: Here, text: string): Promise<PendingMessage> =>
  threadOf === undefined ? sendText(client, roomId, text) : sendAbout(client, roomId, {text, about: {threadOf}});

/** @throws server-too-old, not-in-room, message-not-found, message-gone, message-unchangeable */
export async function setFollow(client: Client, place: Place, isOn: boolean): Promise<FollowedThread> {
  requireServerCan(client.getState(), 'threads');
  return client.request('followSet', {...place, isOn});
}

/** Followed threads: those with unread answers first, then by newest answer. @throws server-too-old */
export async function listThreads(client: Client): Promise<FollowedThread[]> {
  requireServerCan(client.getState(), 'threads');
  return (await client.request('followList', {})).threads;
}

/** The first message of a thread and its newest answers, oldest first. @throws not-in-room, message-not-found */
export const readThread = (client: Client, {roomId, seq}: Place): Promise<Entry[]> => fetchThread(client, roomId, seq);
