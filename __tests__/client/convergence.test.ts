/** Whatever happens to the events on their way, the client ends where a fresh one would begin. */
import {describe, expect, test} from '@jest/globals';
import fc, {THOUSAND} from '../support/suite/property.ts';
import type {Change} from '../../src/client/state/changes.ts';
import {heldEntries} from '../../src/client/state/room/pieces.ts';
import {gapAfter} from '../../src/client/state/room/roomState.ts';
import type {RoomState, State} from '../../src/client/state/state.ts';
import type {Room} from '../../src/shared/model.ts';
import {foldFileStatuses, type Entry} from '../../src/shared/entries/entry.ts';
import {apply, ME, opened, ROOM_ID, roomAt, stateWith, toLog, type Deed} from './support/log.ts';

const deed: fc.Arbitrary<Deed> = fc.record({
  sender: fc.constantFrom(ME, 'ann', 'bob'),
  kind: fc.constantFrom('message', 'message', 'message', 'joined', 'topic', 'file'),
  text: fc.constantFrom('hello', `look @${ME}`, 'x@me.de', ''),
});

/** What comes over the wire while the log grows; numbers are taken modulo what there is. */
const disturbance = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({kind: fc.constant('event' as const), from: fc.nat(), count: fc.integer({min: 1, max: 5})}),
  },
  {weight: 1, arbitrary: fc.record({kind: fc.constant('cursor' as const), seq: fc.nat()})},
  // Set back, and then told, lost, or told again later.
  {
    weight: 1,
    arbitrary: fc.record({kind: fc.constant('reset' as const), seq: fc.nat(), isLost: fc.boolean()}),
  },
  {weight: 1, arbitrary: fc.record({kind: fc.constant('stale' as const), index: fc.nat()})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('enter' as const)})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('older' as const)})},
  {
    weight: 2,
    arbitrary: fc.record({kind: fc.constant('place' as const), seq: fc.nat(), count: fc.integer({min: 1, max: 6})}),
  },
  {weight: 1, arbitrary: fc.record({kind: fc.constant('trim' as const), keep: fc.integer({min: 1, max: 8})})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('reopen' as const)})},
);

const story = fc.record({
  deeds: fc.array(deed, {minLength: 1, maxLength: 40}),
  startSeq: fc.nat(),
  disturbances: fc.array(disturbance, {maxLength: 30}),
});
type Story = typeof story extends fc.Arbitrary<infer One> ? One : never;

interface Cursor {
  seq: number;
  resets: number;
}

const roomOf = (log: readonly Entry[], lastSeq: number, {seq, resets}: Cursor): Room => ({
  ...roomAt(log, lastSeq, seq),
  resets,
});

const PAGE = 4;
const one = (state: State): RoomState => {
  const room = state.roomById[ROOM_ID];
  if (room === undefined) throw new Error('the room is gone');
  return room;
};

/** What the sync effect does, against this log. */
function healed(start: State, log: readonly Entry[], cursor: Cursor): State {
  let state = start;
  for (let steps = 0; steps < 100; steps++) {
    const room = one(state);
    const afterSeq = gapAfter(room);
    if (room.needsCounts) state = apply(state, opened(roomOf(log, log.length, cursor)));
    else if (afterSeq === undefined) return state;
    else {
      const entries = log.slice(afterSeq, afterSeq + PAGE);
      state = apply(state, {type: 'entriesLoaded', roomId: ROOM_ID, place: 'after', entries, lastSeq: log.length});
    }
  }
  throw new Error('the client never came to rest');
}

function play({deeds, startSeq, disturbances}: Story): {state: State; log: Entry[]; cursor: Cursor} {
  const log = toLog(deeds);
  const first = 1 + (startSeq % log.length);
  let cursor: Cursor = {seq: 0, resets: 0};
  /** Positions that a device was told of, or should have been. */
  const told: Cursor[] = [cursor];
  let state = stateWith(roomOf(log, first, cursor));
  const pageAt = (lastSeq: number, place: 'newest' | 'piece', entries: readonly Entry[]): Change => ({
    type: 'entriesLoaded',
    roomId: ROOM_ID,
    place,
    entries,
    lastSeq,
  });
  for (const next of disturbances) {
    const {entries, room} = one(state);
    if (next.kind === 'event') {
      const from = next.from % log.length;
      state = apply(state, {type: 'entriesAppended', roomId: ROOM_ID, entries: log.slice(from, from + next.count)});
    } else if (next.kind === 'cursor') {
      cursor = {...cursor, seq: Math.max(cursor.seq, next.seq % (room.lastSeq + 1))};
      told.push(cursor);
      state = apply(state, {type: 'cursorMoved', roomId: ROOM_ID, ...cursor});
    } else if (next.kind === 'reset') {
      const seq = next.seq % (room.lastSeq + 1);
      if (seq < cursor.seq) cursor = {seq, resets: cursor.resets + 1};
      told.push(cursor);
      if (!next.isLost) state = apply(state, {type: 'cursorMoved', roomId: ROOM_ID, ...cursor});
    } else if (next.kind === 'stale') {
      state = apply(state, {type: 'cursorMoved', roomId: ROOM_ID, ...told[next.index % told.length]!});
    } else if (next.kind === 'enter') {
      const lastSeq = Math.max(room.lastSeq, 1);
      state = apply(state, pageAt(lastSeq, 'newest', log.slice(Math.max(0, lastSeq - PAGE), lastSeq)));
    } else if (next.kind === 'older') {
      const before = (entries[0]?.seq ?? 1) - 1;
      state = apply(state, pageAt(room.lastSeq, 'piece', log.slice(Math.max(0, before - PAGE), before)));
    } else if (next.kind === 'place') {
      const from = next.seq % Math.max(1, room.lastSeq);
      const there = log.slice(0, room.lastSeq).slice(from, from + next.count);
      state = apply(state, pageAt(room.lastSeq, 'piece', there));
    } else if (next.kind === 'trim') {
      state = apply(state, {type: 'entriesTrimmed', roomId: ROOM_ID, keep: next.keep});
    } else {
      state = apply(state, opened(roomOf(log, room.lastSeq, cursor)));
    }
  }
  return {state, log, cursor};
}

describe('events that are doubled, lost or out of order', () => {
  test('end in the same counts, topic and members as a fresh start, once the newest was heard of', () => {
    fc.assert(
      fc.property(story, told => {
        const {state, log, cursor} = play(told);
        const last = log.slice(-1);
        const heard = apply(
          state,
          {type: 'entriesAppended', roomId: ROOM_ID, entries: last},
          {type: 'cursorMoved', roomId: ROOM_ID, ...cursor},
        );
        const end = healed(heard, log, cursor);
        expect(one(end).room).toEqual(roomOf(log, log.length, cursor));
        expect(one(end).countedSeq).toBe(log.length);
      }),
      THOUSAND,
    );
  });

  test('leave the entries that are here as one piece of the log that reaches to its end', () => {
    fc.assert(
      fc.property(story, told => {
        const {state, log, cursor} = play(told);
        const loaded = apply(state, {
          type: 'entriesLoaded',
          roomId: ROOM_ID,
          place: 'newest',
          entries: log.slice(-PAGE),
          lastSeq: log.length,
        });
        const {entries} = one(healed(loaded, log, cursor));
        expect(entries.length).toBeGreaterThan(0);
        expect(entries).toEqual(log.slice(log.length - entries.length));
      }),
      THOUSAND,
    );
  });

  test('leave what is here further up as pieces of the log, each apart from the next', () => {
    fc.assert(
      fc.property(story, told => {
        const {state, log, cursor} = play(told);
        const {older, entries} = one(healed(state, log, cursor));
        const pieces = [...older, entries].filter(piece => piece.length > 0);
        for (const [index, piece] of pieces.entries()) {
          const from = piece[0]!.seq;
          expect(piece).toEqual(log.slice(from - 1, from - 1 + piece.length));
          expect(from).toBeGreaterThan(index === 0 ? 0 : pieces[index - 1]!.at(-1)!.seq + 1);
        }
      }),
      THOUSAND,
    );
  });

  test('and gaps that are filled from either side end as one piece', () => {
    fc.assert(
      fc.property(story, told => {
        const {state, log, cursor} = play(told);
        const {lastSeq} = one(state).room;
        let all = apply(state, {
          type: 'entriesLoaded',
          roomId: ROOM_ID,
          place: 'newest',
          entries: log.slice(Math.max(0, lastSeq - PAGE), lastSeq),
          lastSeq,
        });
        for (const place of ['before', 'after', 'before', 'after', ...Array.from({length: 40}, () => 'before')]) {
          const held = heldEntries(one(all));
          const gap = held.findLastIndex(({seq}, at) => seq !== (held[at - 1]?.seq ?? 0) + 1);
          if (gap === -1) break;
          const end = held[gap]!.seq - 1;
          const start = held[gap - 1]?.seq ?? 0;
          const page =
            place === 'before' ? log.slice(Math.max(start, end - PAGE), end) : log.slice(start, start + PAGE);
          all = apply(all, {type: 'entriesLoaded', roomId: ROOM_ID, place: 'piece', entries: page, lastSeq});
        }
        const end = one(healed(all, log.slice(0, lastSeq), cursor));
        expect(end.older).toEqual([]);
        expect(end.entries).toEqual(log.slice(0, lastSeq));
        expect(end.fileStatuses).toEqual(foldFileStatuses(new Map(), end.entries));
      }),
      THOUSAND,
    );
  });

  test('are made good by the next connection, also when the last of them was lost', () => {
    fc.assert(
      fc.property(story, told => {
        const {state, log, cursor} = play(told);
        const cut = apply(state, {type: 'connectionChanged', connection: {status: 'connecting'}});
        const back = healed(apply(cut, opened(roomOf(log, log.length, cursor))), log, cursor);
        expect(one(back).room).toEqual(roomOf(log, log.length, cursor));
      }),
      THOUSAND,
    );
  });
});
