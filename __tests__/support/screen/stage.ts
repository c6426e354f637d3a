/** A client that is connected to nothing: what it knows is what a test has dispatched, through the real reducers. */
import type {Client} from '../../../src/client/client.ts';
import {createStateStore} from '../../../src/client/core/stateStore.ts';
import type {RoomState} from '../../../src/client/state/state.ts';
import {DEFAULT_LIMITS} from '../../../src/shared/limits.ts';
import type {Room, RoomSummary, User} from '../../../src/shared/model.ts';
import type {Entry} from '../../../src/shared/entries/entry.ts';

export const NOW_MS = new Date(2026, 10, 21, 12, 0).getTime();

export interface Stage {
  client: Client;
  /** What the screen asked for, in order, e.g. `loadPiece 1 {"beforeSeq":7}`. */
  asked: readonly string[];
  /** Adds entries to the end of a room's log; `sender: text` is a message. */
  say: (roomId: number, ...lines: readonly (string | Partial<Entry>)[]) => void;
  room: (roomId: number) => RoomState;
}

let made = 0;
const newId = () => String(made++).padStart(22, 'x');

export const user = (name: string, changes: Partial<User> = {}): User => ({
  name,
  displayName: name,
  role: 'member',
  state: 'online',
  status: '',
  ...changes,
});

export const room = (roomId: number, name: string, changes: Partial<Room> = {}): Room => ({
  roomId,
  kind: 'public',
  name,
  topic: '',
  memberCount: 2,
  lastSeq: 0,
  readSeq: 0,
  unread: 0,
  mentions: 0,
  ...changes,
});

export interface StageOptions {
  me?: string;
  rooms?: readonly Room[];
  members?: readonly User[];
  /** What the server answers to whoever asks for all rooms. */
  listed?: readonly RoomSummary[];
}

/** `me` is logged in and in the first room, whose log is loaded and empty. */
export function stage({me = 'alice', rooms = [room(1, 'lobby')], members = [], listed = []}: StageOptions = {}): Stage {
  const store = createStateStore();
  const asked: string[] = [];
  const sync = {
    async loadPiece(roomId: number, wanted: object) {
      asked.push(`loadPiece ${roomId} ${JSON.stringify(wanted)}`);
      return true;
    },
    markRead(roomId: number, seen = Number.POSITIVE_INFINITY) {
      const seq = Math.min(seen, store.getState().roomById[roomId]?.room.lastSeq ?? 0);
      store.dispatch({type: 'cursorMoved', roomId, seq});
    },
  };
  const client = {
    ...store,
    options: {serverUrl: 'http://127.0.0.1:7420', now: () => NOW_MS, newId},
    parts: {
      sync,
      outgoing: {
        adopt: () => Promise.resolve(),
        retry: () => 0,
        keepDraft: () => undefined,
        write: () => Promise.resolve(),
      },
      threads: {markRead: () => undefined},
      transfers: {
        resume: () => Promise.resolve(),
        async send(_sources: unknown, roomId: number) {
          asked.push(`sendFiles ${roomId}`);
          store.dispatch({type: 'noticeShown', level: 'info', text: 'On its way.', atMs: NOW_MS});
          return [];
        },
      },
      typing: {noteDraft: () => undefined},
    },
    async request(name: string, params: unknown) {
      asked.push(`${name} ${JSON.stringify(params)}`);
      return name === 'roomList' ? {rooms: listed, hasMore: false} : {};
    },
    notify: (level: 'info', text: string) => store.dispatch({type: 'noticeShown', level, text, atMs: NOW_MS}),
  } as unknown as Client;
  const first = rooms[0]?.roomId ?? 1;
  store.dispatch({
    type: 'sessionOpened',
    me: user(me),
    server: {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false},
    limits: DEFAULT_LIMITS,
    rooms: [...rooms],
    invites: [],
    onlineCount: 2,
  });
  store.dispatch({type: 'connectionChanged', connection: {status: 'online'}});
  store.dispatch({type: 'roomEntered', roomId: first});
  store.dispatch({type: 'entriesLoaded', roomId: first, place: 'newest', entries: [], lastSeq: 0});
  store.dispatch({
    type: 'membersLoaded',
    roomId: first,
    members: [user(me), ...members],
    total: members.length + 1,
  });
  const roomOf = (roomId: number) => {
    const one = store.getState().roomById[roomId];
    if (one === undefined) throw new Error(`There is no room ${roomId} on this stage.`);
    return one;
  };
  return {
    client,
    asked,
    room: roomOf,
    say(roomId, ...lines) {
      const lastSeq = roomOf(roomId).room.lastSeq;
      const entries = lines.map((line, index) => entryOf(line, lastSeq + 1 + index));
      store.dispatch({type: 'entriesAppended', roomId, entries});
    },
  };
}

function entryOf(line: string | Partial<Entry>, seq: number): Entry {
  const common = {seq, id: newId(), sender: 'bob', sentAtMs: NOW_MS + seq * 1_000};
  if (typeof line !== 'string') return {...common, ...line} as Entry;
  const [, sender = 'bob', text = line] = /^([a-z0-9._-]+): ([^]*)$/.exec(line) ?? [];
  return {...common, sender, kind: 'message', text};
}
