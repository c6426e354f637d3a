/** Threads on a client: lost, doubled and late events end in the same counts as a fresh list. */
import {expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import type {Change} from '../../src/client/state/changes.ts';
import {threadView, unreadIn} from '../../src/client/state/threads.ts';
import type {State} from '../../src/client/state/state.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import type {FollowedThread} from '../../src/shared/protocol/threads.ts';
import {apply, idOf, ME, ROOM_ID, roomAt, stateWith, user} from './support/log.ts';

const ROOT = 1;
type Said = {by: 'me' | 'ann'; in: 'thread' | 'room'} | {deleted: number};
const said: fc.Arbitrary<Said> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({by: fc.constantFrom('me' as const, 'ann' as const), in: fc.constantFrom('thread', 'room')}),
  },
  {weight: 1, arbitrary: fc.record({deleted: fc.nat({max: 30})})},
) as fc.Arbitrary<Said>;

const logOf = (all: readonly Said[]): Entry[] => {
  const log: Entry[] = [{seq: 1, id: idOf(1), sender: 'ann', sentAtMs: 1, kind: 'message', text: 'root'}];
  for (const one of all) {
    const seq = log.length + 1;
    const base = {seq, id: idOf(seq), sentAtMs: seq};
    const target = 'deleted' in one ? log[one.deleted % log.length] : undefined;
    if (target?.kind === 'message' && target.seq !== ROOT)
      log.push({...base, sender: target.sender, kind: 'deleted', of: target.seq});
    else if ('by' in one) {
      const about = one.in === 'thread' ? {threadOf: ROOT} : {};
      log.push({...base, sender: one.by === 'me' ? ME : 'ann', kind: 'message', text: `${seq}`, ...about});
    }
  }
  return log;
};

/** As the server tells it. */
function factAt(log: readonly Entry[], readSeq: number): FollowedThread {
  const gone = new Set(log.flatMap(entry => (entry.kind === 'deleted' ? [entry.of] : [])));
  const answers = log.filter(entry => entry.kind === 'message' && entry.threadOf === ROOT);
  const own = answers.findLast(({sender}) => sender === ME)?.seq ?? 0;
  const read = Math.max(readSeq, own);
  const unread = answers.filter(({seq, sender}) => seq > read && sender !== ME && !gone.has(seq)).map(({seq}) => seq);
  const last = answers.at(-1) ?? log[0]!;
  const {seq: lastSeq, sentAtMs: lastAtMs} = last;
  return {
    roomId: ROOM_ID,
    seq: ROOT,
    isFollowed: true,
    readSeq: read,
    lastSeq,
    lastAtMs,
    unread,
    sender: 'ann',
    text: 'root',
  };
}

const newest = (entries: readonly Entry[]): Change => ({
  type: 'entriesLoaded',
  roomId: ROOM_ID,
  place: 'newest',
  entries,
  lastSeq: entries.length,
});

test('events doubled, cut and late add up to the list of a fresh client, and to the thread on screen', () => {
  fc.assert(
    fc.property(
      fc.array(said, {minLength: 1, maxLength: 30}),
      fc.nat({max: 30}),
      fc.array(fc.record({from: fc.nat({max: 30}), count: fc.integer({min: 1, max: 6})}), {maxLength: 12}),
      (all, start, events) => {
        const log = logOf(all);
        const begin = 1 + (start % log.length);
        const begun = log.slice(0, begin);
        const changes: Change[] = [
          newest(begun),
          {type: 'threadsLoaded', threads: [factAt(begun, 1)]},
          {type: 'roomEntered', roomId: ROOM_ID},
          {type: 'threadEntered', roomId: ROOM_ID, seq: ROOT},
          {
            type: 'threadLoaded',
            roomId: ROOM_ID,
            seq: ROOT,
            entries: begun.filter(one => one.seq === ROOT || ('threadOf' in one && one.threadOf === ROOT)),
          },
          ...events.map(({from, count}): Change => ({
            type: 'entriesAppended',
            roomId: ROOM_ID,
            entries: log.slice(from, from + count),
          })),
          {type: 'entriesLoaded', roomId: ROOM_ID, place: 'after', entries: log.slice(begin - 1), lastSeq: log.length},
          {type: 'entriesLoaded', roomId: ROOM_ID, place: 'after', entries: log, lastSeq: log.length},
        ];
        const state = changes.reduce(
          (before: State, change) => apply(before, change),
          stateWith(roomAt(begun, begin, 1)),
        );
        const told = state.threads.get(`${ROOM_ID}/${ROOT}`)!;
        const fresh = factAt(log, 1);
        expect(told.lastSeq).toBe(fresh.lastSeq);
        const gone = new Set(log.flatMap(entry => (entry.kind === 'deleted' ? [entry.of] : [])));
        expect(unreadIn({...state, roomById: {}}, told)).toBe(fresh.unread.length);
        const shown = threadView(state.roomById[ROOM_ID]!, state.openThread!).entries;
        const wanted = log.filter(one => one.seq === ROOT || ('threadOf' in one && one.threadOf === ROOT));
        expect(shown.map(({seq, kind}) => [seq, kind])).toEqual(
          wanted.map(({seq, kind}) => [seq, gone.has(seq) ? 'gone' : kind]),
        );
      },
    ),
  );
});

test('an answer of somebody blocked is not unread, and leaves unread what others have answered', () => {
  const log = logOf([
    {by: 'ann', in: 'thread'},
    {by: 'ann', in: 'thread'},
  ]);
  const hidden: Entry = {...log[2]!, sender: 'bob'};
  const contact = {user: user('bob'), state: 'blocked', atMs: 1} as const;
  const state = stateWith(
    roomAt(log, 1, 1),
    {type: 'threadsLoaded', threads: [factAt(log.slice(0, 1), 1)]},
    {type: 'contactChanged', contact},
    {type: 'entriesAppended', roomId: ROOM_ID, entries: log.slice(0, 2)},
    {type: 'entriesAppended', roomId: ROOM_ID, entries: [hidden]},
  );
  expect(state.threads.get(`${ROOM_ID}/${ROOT}`)).toMatchObject({lastSeq: 3, lastAtMs: 3, readSeq: 1, unread: [2]});
});
