/** A room's log as the server would have it, and what the server would say of it; counted the plain way. */
import {initialState} from '../../../src/client/state/initialState.ts';
import {reduce} from '../../../src/client/state/reduce.ts';
import type {Change} from '../../../src/client/state/changes.ts';
import type {State} from '../../../src/client/state/state.ts';
import {DEFAULT_LIMITS} from '../../../src/shared/limits.ts';
import type {Room, User} from '../../../src/shared/model.ts';
import type {Entry} from '../../../src/shared/entries/entry.ts';

export const ROOM_ID = 7;
export const ME = 'me';

export const user = (name: string, state: User['state'] = 'online'): User => ({
  name,
  displayName: name,
  role: 'member',
  state,
  status: '',
});

/** What a log is made of: who did what. */
export interface Deed {
  sender: string;
  kind: 'message' | 'joined' | 'left' | 'topic' | 'file';
  text: string;
}

export const message = (sender: string, text = 'hello'): Deed => ({sender, kind: 'message', text});

export const idOf = (seq: number): string => `entry-${seq}`.padEnd(22, 'x');

export function toLog(deeds: readonly Deed[]): Entry[] {
  return deeds.map(({sender, kind, text}, index) => {
    const seq = index + 1;
    const common = {seq, id: idOf(seq), sender, sentAtMs: 1_000 + seq};
    if (kind === 'message' || kind === 'topic') return {...common, kind, text};
    if (kind === 'file') return {...common, kind, fileId: idOf(seq), name: text, sizeBytes: 1};
    return {...common, kind};
  });
}

const EMPTY_ROOM_MEMBERS = 1;

/** The room as the server tells it when the log has come this far. */
export function roomAt(log: readonly Entry[], lastSeq: number, readSeq: number, kind: Room['kind'] = 'public'): Room {
  const there = log.slice(0, lastSeq);
  const unread = there.filter(
    entry => entry.seq > readSeq && entry.sender !== ME && (entry.kind === 'message' || entry.kind === 'file'),
  );
  const topics = there.flatMap(entry => (entry.kind === 'topic' ? entry.text : []));
  const moves = there.map(entry => (entry.kind === 'joined' ? 1 : entry.kind === 'left' ? -1 : 0));
  return {
    roomId: ROOM_ID,
    kind,
    name: 'dev',
    topic: topics.at(-1) ?? '',
    memberCount: moves.reduce((sum: number, move) => sum + move, EMPTY_ROOM_MEMBERS),
    lastSeq,
    readSeq,
    unread: unread.length,
    mentions: unread.filter(entry => entry.kind === 'message' && entry.text.includes(` @${ME}`)).length,
  };
}

export const opened = (...rooms: Room[]): Change => ({
  type: 'sessionOpened',
  me: user(ME),
  server: {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false},
  limits: DEFAULT_LIMITS,
  rooms,
  invites: [],
  onlineCount: 1,
});

export const online: Change = {type: 'connectionChanged', connection: {status: 'online'}};

export const apply = (state: State, ...changes: readonly Change[]): State => changes.reduce(reduce, state);

/** Logged in, with this room. */
export const stateWith = (room: Room, ...changes: readonly Change[]): State =>
  apply(initialState, opened(room), online, ...changes);
