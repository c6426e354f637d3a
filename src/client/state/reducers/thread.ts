/** Followed threads, and the thread on screen. */
import type {Entry} from '../../../shared/entries/entry.ts';
import {changedSeqOf} from '../../../shared/entries/entry.ts';
import type {Changes} from '../changes.ts';
import {heldEntries} from '../room/pieces.ts';
import type {State} from '../state.ts';
import {openAfter, threadKey} from '../threads.ts';

export const threadsLoaded = (state: State, {threads}: Changes['threadsLoaded']): State => ({
  ...state,
  threads: new Map(threads.filter(({isFollowed}) => isFollowed).map(thread => [threadKey(thread), thread])),
});

/** Keeps the newer of the known and the reported values. */
export function threadChanged(state: State, {thread}: Changes['threadChanged']): State {
  const key = threadKey(thread);
  const known = state.threads.get(key);
  if (!thread.isFollowed && known === undefined) return state;
  const threads = new Map(state.threads);
  if (!thread.isFollowed) threads.delete(key);
  else if (known === undefined || known.lastSeq <= thread.lastSeq) threads.set(key, thread);
  else threads.set(key, {...known, readSeq: Math.max(known.readSeq, thread.readSeq)});
  return {...state, threads};
}

export function threadEntered(state: State, {roomId, seq}: Changes['threadEntered']): State {
  const {openThread} = state;
  if (openThread?.roomId === roomId && openThread.seq === seq) return state;
  if (state.currentRoomId !== roomId) return state;
  const known = state.threads.get(threadKey({roomId, seq}));
  const readSeq = Math.max(known?.readSeq ?? 0, state.roomById[roomId]?.room.readSeq ?? 0);
  const hasNew = known?.unread.some(one => one > readSeq) === true;
  return {...state, openThread: {roomId, seq, entries: [], isLoaded: false, ...(hasNew && {newAfterSeq: readSeq})}};
}

/** Adds answers that have arrived in the room meanwhile. */
export function threadLoaded(state: State, {roomId, seq, entries}: Changes['threadLoaded']): State {
  const {openThread, me} = state;
  const one = state.roomById[roomId];
  if (openThread?.roomId !== roomId || openThread.seq !== seq || one === undefined) return state;
  const seqs = new Set(entries.map(entry => entry.seq));
  const isAbout = (entry: Entry) => {
    const changed = changedSeqOf(entry);
    return (changed !== undefined && seqs.has(changed)) || changed === seq;
  };
  const since = heldEntries(one).filter(isAbout);
  return {...state, openThread: openAfter({...openThread, entries, isLoaded: true}, since, me?.name ?? '')};
}

export function threadLeft(state: State): State {
  if (state.openThread === undefined) return state;
  const {openThread: _left, ...rest} = state;
  return rest;
}
