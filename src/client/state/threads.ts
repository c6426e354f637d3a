/** Threads in the state: the followed ones, their unread counts, and the one on screen. */
import {isIgnored} from './room/ignored.ts';
import {entryOf} from './room/pieces.ts';
import {become, changedSeqOf, quotedSeqsOf, type Entry} from '../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';
import type {OpenThread, RoomState, State} from './state.ts';

export const threadKey = ({roomId, seq}: {roomId: number; seq: number}): string => `${roomId}/${seq}`;

/** Number of answers that were read neither in the thread nor in its room. */
export function unreadIn(state: Pick<State, 'roomById'>, {roomId, readSeq, unread}: FollowedThread): number {
  const room = state.roomById[roomId]?.room;
  const read = Math.max(readSeq, room?.readSeq ?? 0);
  return unread.filter(seq => seq > read).length;
}

/** Followed threads: with unread answers first, then by newest answer; without rooms that the person is not in. */
export function orderedThreads(state: Pick<State, 'roomById' | 'threads'>): FollowedThread[] {
  return [...state.threads.values()]
    .filter(({roomId}) => state.roomById[roomId] !== undefined)
    .map(thread => ({thread, isUnread: unreadIn(state, thread) > 0}))
    .sort((one, other) => Number(other.isUnread) - Number(one.isUnread) || other.thread.lastAtMs - one.thread.lastAtMs)
    .map(({thread}) => thread);
}

export const unreadThreads = (state: Pick<State, 'roomById' | 'threads'>): FollowedThread[] =>
  state.threads.size === 0 ? [] : orderedThreads(state).filter(thread => unreadIn(state, thread) > 0);

/** Updates threads after entries were appended to a room. */
export function threadsAfter(state: State, roomId: number, fresh: readonly Entry[]): State {
  const me = state.me?.name ?? '';
  let changed: Map<string, FollowedThread> | undefined;
  for (const entry of fresh) {
    if (entry.kind === 'deleted') changed = withoutAnswer(changed ?? state.threads, roomId, entry.of, changed);
    if (entry.kind !== 'message' || entry.threadOf === undefined) continue;
    const key = threadKey({roomId, seq: entry.threadOf});
    const known = (changed ?? state.threads).get(key);
    if (known === undefined || entry.seq <= known.lastSeq) continue;
    changed ??= new Map(state.threads);
    changed.set(key, withAnswer(known, entry, whose(state, roomId, entry)));
  }
  const open = state.openThread;
  const openThread = open?.roomId === roomId ? openAfter(open, fresh, me) : open;
  if (changed === undefined && openThread === open) return state;
  return {...state, ...(changed && {threads: changed}), ...(openThread && {openThread})};
}

/** `blocked`: the sender is blocked. */
type Whose = 'own' | 'blocked' | 'others';

function whose({me, roomById}: State, roomId: number, {sender}: Entry): Whose {
  if (sender === me?.name) return 'own';
  return isIgnored(roomById[roomId], {sender}) ? 'blocked' : 'others';
}

/** One's own answer marks earlier answers as read. */
function withAnswer(thread: FollowedThread, {seq, sentAtMs}: Entry, of: Whose): FollowedThread {
  const told = {...thread, lastSeq: seq, lastAtMs: sentAtMs};
  if (of === 'own') return {...told, readSeq: seq, unread: []};
  if (of === 'blocked') return told;
  return {...told, unread: [...thread.unread, seq].slice(-FIXED_LIMITS.threadUnreadMax)};
}

function withoutAnswer(
  threads: State['threads'],
  roomId: number,
  seq: number,
  changed: Map<string, FollowedThread> | undefined,
): Map<string, FollowedThread> | undefined {
  let next = changed;
  for (const [key, thread] of threads) {
    if (thread.roomId !== roomId) continue;
    const isRoot = thread.seq === seq && thread.text !== '';
    if (!isRoot && !thread.unread.includes(seq)) continue;
    next = next === undefined ? new Map(threads) : next;
    next.set(key, {...thread, unread: thread.unread.filter(one => one !== seq), ...(isRoot && {text: ''})});
  }
  return next;
}

const isIn = (thread: Pick<OpenThread, 'seq'>, entry: Entry): boolean =>
  (entry.kind === 'message' || entry.kind === 'gone') && entry.threadOf === thread.seq;

/** Applies changes to the thread's entries, and appends new answers. */
export function openAfter(thread: OpenThread, fresh: readonly Entry[], me: string): OpenThread {
  let entries = [...thread.entries];
  let isChanged = false;
  for (const event of fresh) {
    const changes = changedSeqOf(event);
    const at = changes === undefined ? -1 : entries.findIndex(({seq}) => seq === changes);
    const target = entries[at];
    const after = target === undefined ? undefined : become(target, event, me);
    if (after !== undefined && after !== target) {
      entries[at] = after;
      isChanged = true;
    }
    if (isIn(thread, event) && thread.isLoaded && event.seq > (entries.at(-1)?.seq ?? 0)) {
      entries.push(event);
      isChanged = true;
    }
  }
  if (!isChanged) return thread;
  // Keep the first message when trimming.
  if (entries.length > FIXED_LIMITS.answersMax * 2)
    entries = [...entries.slice(0, 1), ...entries.slice(-FIXED_LIMITS.answersMax)];
  return {...thread, entries};
}

/** Seqs of the messages that these entries quote and that are not among them. */
export function quotedOutside(entries: readonly Entry[]): number[] {
  const seqs = new Set(entries.map(({seq}) => seq));
  return entries.flatMap(quotedSeqsOf).filter(seq => !seqs.has(seq));
}

/** Adds quoted messages that are not in the thread, from the room. */
function quotedIn(one: RoomState, entries: readonly Entry[]): RoomState['quoted'] {
  const outside = quotedOutside(entries).flatMap(seq => entryOf(one, seq) ?? []);
  return outside.length === 0
    ? one.quoted
    : new Map([...one.quoted, ...outside.map(entry => [entry.seq, entry] as const)]);
}

const views = new WeakMap<RoomState, {thread: OpenThread; view: RoomState}>();

/** A thread in the form of a room state, for drawing. Cached. */
export function threadView(one: RoomState, thread: OpenThread): RoomState {
  const known = views.get(one);
  if (known?.thread === thread) return known.view;
  const {newAfterSeq: _new, wasNewAfterSeq: _was, isHeld: _held, ...rest} = one;
  const {entries, seq, isLoaded, newAfterSeq} = thread;
  const lastSeq = entries.at(-1)?.seq ?? seq;
  const seqs = new Set(entries.map(entry => entry.seq));
  const view: RoomState = {
    ...rest,
    room: {...one.room, lastSeq, readSeq: lastSeq, unread: 0, mentions: 0},
    threadOf: seq,
    entries,
    quoted: quotedIn(one, entries),
    older: [],
    isLoaded,
    isLoadingOlder: false,
    needsCounts: false,
    pending: one.pending.filter(
      ({about, messageAction}) =>
        about?.threadOf === seq || (messageAction !== undefined && seqs.has(messageAction.seq)),
    ),
    asides: [],
    ...(newAfterSeq !== undefined && {newAfterSeq}),
  };
  views.set(one, {thread, view});
  return view;
}
