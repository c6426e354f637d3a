/**
 * What later entries make of earlier ones is the same for everybody: whatever was lost, doubled or out of order, and whenever a
 * page was read.
 */
import {describe, expect, test} from '@jest/globals';
import fc, {THOUSAND} from '../support/suite/property.ts';
import type {Change} from '../../src/client/state/changes.ts';
import {heldEntries} from '../../src/client/state/room/pieces.ts';
import {gapAfter} from '../../src/client/state/room/roomState.ts';
import type {RoomState, State} from '../../src/client/state/state.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {changingDeed, changingLog, changingRoomAt, shownAt} from './support/changing.ts';
import {apply, idOf, ME, opened, ROOM_ID, stateWith} from './support/log.ts';

const disturbance = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({kind: fc.constant('event' as const), from: fc.nat(), count: fc.integer({min: 1, max: 5})}),
  },
  {weight: 1, arbitrary: fc.record({kind: fc.constant('cursor' as const), seq: fc.nat()})},
  {weight: 2, arbitrary: fc.record({kind: fc.constant('enter' as const), at: fc.nat()})},
  {weight: 2, arbitrary: fc.record({kind: fc.constant('older' as const), at: fc.nat()})},
  {weight: 2, arbitrary: fc.record({kind: fc.constant('piece' as const), at: fc.nat(), from: fc.nat()})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('quoted' as const), at: fc.nat(), seq: fc.nat()})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('trim' as const), keep: fc.integer({min: 1, max: 8})})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('reopen' as const)})},
);
const story = fc.record({
  deeds: fc.array(changingDeed, {minLength: 1, maxLength: 30}),
  startSeq: fc.nat(),
  disturbances: fc.array(disturbance, {maxLength: 25}),
});
type Story = typeof story extends fc.Arbitrary<infer One> ? One : never;

/** How a client reads what the server sends. */
interface Reader {
  event: (entry: Entry) => Entry;
  page: (log: readonly Entry[], lastSeq: number) => Entry[];
}
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Entry[];
const ours: Reader = {event: entry => entry, page: (log, lastSeq) => shownAt(log, lastSeq, ME)};
const NEW: ReadonlySet<string> = new Set(['edited', 'deleted', 'gone', 'reacted', 'pinned']);
/** One that knows none of the kinds keeps their places. */
const asOlder = (entry: Entry): Entry => {
  const {seq, id, sender, sentAtMs, kind} = entry;
  if (NEW.has(kind)) return {seq, id, sender, sentAtMs, kind: 'unknown'};
  return kind === 'message'
    ? {seq, id, sender, sentAtMs, kind, text: entry.text}
    : {seq, id, sender, sentAtMs, kind: 'joined'};
};
const older: Reader = {event: asOlder, page: (log, lastSeq) => shownAt(log, lastSeq, ME).map(asOlder)};

const PAGE = 4;
const one = (state: State): RoomState => state.roomById[ROOM_ID]!;
const page = (place: 'newest' | 'piece' | 'after', entries: readonly Entry[], lastSeq: number): Change => ({
  type: 'entriesLoaded',
  roomId: ROOM_ID,
  place,
  entries,
  lastSeq,
});

/** What the sync effect does, against this log. */
function healed(start: State, log: readonly Entry[], readSeq: number, reader: Reader): State {
  let state = start;
  for (let steps = 0; steps < 100; steps++) {
    const room = one(state);
    const afterSeq = gapAfter(room);
    if (room.needsCounts) state = apply(state, opened(changingRoomAt(log, log.length, readSeq)));
    else if (afterSeq === undefined) return state;
    else state = apply(state, page('after', reader.page(log, log.length).slice(afterSeq, afterSeq + PAGE), log.length));
  }
  throw new Error('the client never came to rest');
}

function play({deeds, startSeq, disturbances}: Story, reader: Reader): {state: State; log: Entry[]; readSeq: number} {
  const log = changingLog(deeds);
  const first = 1 + (startSeq % log.length);
  let readSeq = 0;
  let state = stateWith(changingRoomAt(log, first, readSeq));
  /** A page was read at some time from what is known to the end. */
  const readAt = (at: number) => {
    const {lastSeq} = one(state).room;
    return lastSeq + (at % (log.length + 1 - lastSeq));
  };
  for (const next of disturbances) {
    const {entries, room} = one(state);
    if (next.kind === 'event') {
      const from = next.from % log.length;
      const told = log.slice(from, from + next.count).map(reader.event);
      state = apply(state, {type: 'entriesAppended', roomId: ROOM_ID, entries: told});
    } else if (next.kind === 'cursor') {
      readSeq = Math.max(readSeq, next.seq % (room.lastSeq + 1));
      state = apply(state, {type: 'cursorMoved', roomId: ROOM_ID, seq: readSeq});
    } else if (next.kind === 'enter') {
      const lastSeq = readAt(next.at);
      state = apply(state, page('newest', reader.page(log, lastSeq).slice(-PAGE), lastSeq));
    } else if (next.kind === 'older') {
      const before = (entries[0]?.seq ?? 1) - 1;
      const lastSeq = readAt(next.at);
      state = apply(state, page('piece', reader.page(log, lastSeq).slice(Math.max(0, before - PAGE), before), lastSeq));
    } else if (next.kind === 'piece') {
      const lastSeq = readAt(next.at);
      const from = next.from % lastSeq;
      state = apply(state, page('piece', reader.page(log, lastSeq).slice(from, from + PAGE), lastSeq));
    } else if (next.kind === 'quoted') {
      const lastSeq = readAt(next.at);
      const found = reader.page(log, lastSeq)[next.seq % lastSeq];
      if (one(state).isLoaded && lastSeq === one(state).entries.at(-1)?.seq)
        state = apply(state, {type: 'originalsLoaded', roomId: ROOM_ID, entries: found === undefined ? [] : [found]});
    } else if (next.kind === 'trim') {
      state = apply(state, {type: 'entriesTrimmed', roomId: ROOM_ID, keep: next.keep});
    } else {
      state = apply(state, opened(changingRoomAt(log, room.lastSeq, readSeq)));
    }
  }
  return {state, log, readSeq};
}

/** What a client shows in the end: after the newest was heard of, and what is missing was fetched. */
function endOf(told: Story, reader: Reader): {end: RoomState; last: Entry[]} {
  const {state, log, readSeq} = play(told, reader);
  const last = reader.page(log, log.length);
  const loaded = apply(state, page('newest', last.slice(-PAGE), log.length));
  return {end: one(healed(loaded, log, readSeq, reader)), last};
}

describe('a client', () => {
  test('shows every entry as a fresh start would, once the newest was heard of', () => {
    fc.assert(
      fc.property(story, told => {
        const {end, last} = endOf(told, ours);
        const here = heldEntries(end);
        expect(plain(here)).toEqual(plain(here.map(({seq}) => last[seq - 1]!)));
        expect(end.entries.at(-1)?.seq).toBe(last.length);
        for (const [seq, entry] of end.quoted) expect(plain(entry)).toEqual(plain(last[seq - 1]));
      }),
      THOUSAND,
    );
  });

  test('that is older keeps the place of every entry, and shows what it knows', () => {
    const placeOf = ({seq, id, sender}: Entry) => ({seq, id, sender});
    fc.assert(
      fc.property(story, told => {
        const {end, last} = endOf(told, older);
        expect(end.entries.map(placeOf)).toEqual(last.slice(last.length - end.entries.length).map(placeOf));
      }),
      THOUSAND,
    );
  });
});

describe('what is unread', () => {
  test('is what a fresh start would count, whatever was edited and deleted meanwhile', () => {
    fc.assert(
      fc.property(story, told => {
        const {state, log, readSeq} = play(told, ours);
        const end = healed(
          apply(state, {type: 'entriesAppended', roomId: ROOM_ID, entries: log.slice(-1)}),
          log,
          readSeq,
          ours,
        );
        expect(one(end).room).toEqual(changingRoomAt(log, log.length, readSeq));
      }),
      THOUSAND,
    );
  });

  test('counts a mention off that an edit brought which is not here', () => {
    const deed = {sender: 'ann', text: 'hello', of: 0, emoji: '👍' as const};
    const log = changingLog([
      {...deed, kind: 'say'},
      {...deed, kind: 'edit', text: `look @${ME}`},
      {...deed, kind: 'delete'},
    ]);
    const state = apply(
      stateWith(changingRoomAt(log, 1, 0)),
      page('newest', log.slice(0, 1), 1),
      opened(changingRoomAt(log, 2, 0)),
      {type: 'entriesAppended', roomId: ROOM_ID, entries: log.slice(2)},
    );
    expect(one(healed(state, log, 0, ours)).room).toEqual(changingRoomAt(log, 3, 0));
  });

  test('and nothing of a deleted message is kept', () => {
    const say = {seq: 1, id: idOf(1), sender: 'ann', sentAtMs: 1, kind: 'message' as const, text: 'secret'};
    const edit = {seq: 2, id: idOf(2), sender: 'ann', sentAtMs: 1, kind: 'edited' as const, of: 1, text: 'secret 2'};
    const end = {seq: 3, id: idOf(3), sender: 'ann', sentAtMs: 1, kind: 'deleted' as const, of: 1};
    const state = apply(
      stateWith(changingRoomAt([say], 1, 0)),
      page('newest', [say], 1),
      {type: 'entriesAppended', roomId: ROOM_ID, entries: [edit]},
      {type: 'entriesAppended', roomId: ROOM_ID, entries: [end]},
    );
    expect(JSON.stringify(one(state))).not.toContain('secret');
  });
});
