/**
 * For every kind of entry: an old snapshot and the events since, lost, doubled and in any order, end as a fresh snapshot does;
 * for a client that does not know most kinds, too.
 */
import {expect, test} from '@jest/globals';
import fc, {THOUSAND} from '../support/suite/property.ts';
import type {Change} from '../../src/client/state/changes.ts';
import {gapAfter} from '../../src/client/state/room/roomState.ts';
import type {RoomState, State} from '../../src/client/state/state.ts';
import {COUNTED_KINDS, type Entry, type EntryKind} from '../../src/shared/entries/entry.ts';
import {isLobby, type Room} from '../../src/shared/model.ts';
import {FIRST_RULES} from '../../src/shared/rules.ts';
import {apply, idOf, ME, opened, ROOM_ID, roomAt, stateWith} from './support/log.ts';

const PAGE = 4;

/** What changes an earlier entry comes in pages as that entry is now: `foldChanges.test.ts` is about these. */
type Other = Exclude<EntryKind, 'edited' | 'deleted' | 'reacted' | 'pinned'>;

/** One of each; a kind that is added does not compile without a line here. `at` is a small number of chance. */
const FIELDS: {
  [Kind in Other]: (at: number, seq: number) => Omit<Extract<Entry, {kind: Kind}>, keyof Common | 'kind'>;
} = {
  action: at => ({text: `does ${at}`}),
  archived: at => ({isArchived: at % 2 === 0, text: ''}),
  created: () => ({}),
  described: at => ({text: `about ${at}`}),
  epoch: at => ({text: `statement${at}`}),
  file: at => ({fileId: idOf(at), name: `${at}.txt`, sizeBytes: at}),
  fileCancelled: at => ({fileId: idOf(at)}),
  fileCompleted: at => ({fileId: idOf(at), sha256: 'a'.repeat(64)}),
  fileDeclined: at => ({fileId: idOf(at)}),
  gone: () => ({by: 'ann'}),
  joined: () => ({}),
  kicked: () => ({target: 'bob', text: 'why'}),
  left: () => ({}),
  memberRemoved: () => ({target: 'bob', text: ''}),
  message: at => ({text: `says ${at}`}),
  renamed: (at, seq) => ({name: `room${at}`, was: `was${seq % 3}`}),
  roleGiven: () => ({target: 'bob', role: 'moderator'}),
  rulesChanged: at => ({rules: {...FIRST_RULES, slowMs: at * 1_000}, text: ''}),
  sealed: at => ({text: `sealed${at}`}),
  topic: at => ({text: `topic ${at}`}),
  unknown: () => ({}),
};
interface Common {
  seq: number;
  id: string;
  sender: string;
  sentAtMs: number;
  became?: unknown;
}
const OTHERS = Object.keys(FIELDS) as Other[];

const deed = fc.record({
  kind: fc.constantFrom(...OTHERS),
  sender: fc.constantFrom(ME, 'ann', 'bob'),
  at: fc.integer({min: 1, max: 4}),
});
const story = fc.record({
  deeds: fc.array(deed, {minLength: 1, maxLength: 30}),
  snapshotAt: fc.nat(),
  /** Of which entry an event tells, in the order in which they come: some come twice, some never. */
  events: fc.array(fc.record({from: fc.nat(), count: fc.integer({min: 1, max: 4})}), {maxLength: 30}),
  pageAt: fc.option(fc.nat()),
});
type Story = typeof story extends fc.Arbitrary<infer One> ? One : never;

const ABOUT_FILES: readonly string[] = ['fileCancelled', 'fileCompleted', 'fileDeclined'];

/** A file has an id of its own, and what is about one comes after it. */
function logOf({deeds}: Story): Entry[] {
  const log: Entry[] = [];
  for (const {kind, sender, at} of deeds) {
    const seq = log.length + 1;
    const files = log.flatMap(entry => (entry.kind === 'file' ? [entry.fileId] : []));
    const fileId = kind === 'file' ? idOf(seq) : files[at % Math.max(1, files.length)];
    const isAbout = ABOUT_FILES.includes(kind);
    const said: Other = isAbout && fileId === undefined ? 'message' : kind;
    const fields = {...FIELDS[said](at, seq), ...((isAbout || kind === 'file') && fileId !== undefined && {fileId})};
    log.push({seq, id: idOf(100 + seq), sender, sentAtMs: 1_000 + seq, kind: said, ...fields} as Entry);
  }
  return log;
}

/** What the server says of the room then, told the plain way. */
function snapshotOf(log: readonly Entry[], lastSeq: number): Room {
  const there = log.slice(0, lastSeq);
  const last = <Kind extends EntryKind>(kind: Kind) =>
    there.findLast((entry): entry is Extract<Entry, {kind: Kind}> => entry.kind === kind);
  let memberCount = 1;
  let formerNames: string[] = [];
  for (const entry of there) {
    if (entry.kind === 'joined') memberCount++;
    if (entry.kind === 'left' || entry.kind === 'memberRemoved') memberCount = Math.max(0, memberCount - 1);
    if (entry.kind === 'renamed')
      formerNames = [entry.was, ...formerNames.filter(name => name !== entry.was && name !== entry.name)];
  }
  const counted: readonly string[] = COUNTED_KINDS;
  return {
    ...roomAt([], lastSeq, 0),
    name: last('renamed')?.name ?? 'dev',
    topic: last('topic')?.text ?? '',
    description: last('described')?.text ?? '',
    isArchived: last('archived')?.isArchived ?? false,
    rules: last('rulesChanged')?.rules ?? FIRST_RULES,
    formerNames: formerNames.slice(0, 10),
    memberCount,
    unread: there.filter(({kind, sender}) => counted.includes(kind) && sender !== ME).length,
  };
}

const one = (state: State): RoomState => state.roomById[ROOM_ID]!;
const loaded = (place: 'newest' | 'after', entries: readonly Entry[], lastSeq: number): Change => ({
  type: 'entriesLoaded',
  roomId: ROOM_ID,
  place,
  entries,
  lastSeq,
});

/** What the sync effect does, against this log. */
function healed(start: State, log: readonly Entry[], read: (entry: Entry) => Entry): State {
  let state = start;
  for (let steps = 0; steps < 100; steps++) {
    const room = one(state);
    const afterSeq = gapAfter(room);
    if (room.needsCounts) state = apply(state, opened(snapshotOf(log, log.length)));
    else if (afterSeq === undefined) return state;
    else state = apply(state, loaded('after', log.slice(afterSeq, afterSeq + PAGE).map(read), log.length));
  }
  throw new Error('the client never came to rest');
}

function ends(told: Story, read: (entry: Entry) => Entry): {end: RoomState; fresh: RoomState} {
  const log = logOf(told);
  const snapshotAt = 1 + (told.snapshotAt % log.length);
  let state = stateWith(snapshotOf(log, snapshotAt));
  if (told.pageAt !== null)
    state = apply(state, loaded('newest', log.slice(0, snapshotAt).slice(-PAGE).map(read), snapshotAt));
  for (const {from, count} of told.events) {
    const at = from % log.length;
    const entries = log.slice(at, at + count).map(read);
    state = apply(state, {type: 'entriesAppended', roomId: ROOM_ID, entries});
  }
  // The newest is heard of, and the room is entered.
  state = apply(state, {type: 'entriesAppended', roomId: ROOM_ID, entries: log.slice(-1).map(read)});
  state = healed(state, log, read);
  if (one(state).entries.length === 0) state = apply(state, loaded('newest', log.map(read), log.length));
  const fresh = apply(stateWith(snapshotOf(log, log.length)), loaded('newest', log.map(read), log.length));
  return {end: one(state), fresh: one(fresh)};
}

test('every kind ends in the room, the entries and the states of files of a fresh snapshot', () => {
  fc.assert(
    fc.property(story, told => {
      const {end, fresh} = ends(told, entry => entry);
      expect(end.room).toEqual(fresh.room);
      expect(end.entries).toEqual(fresh.entries.slice(-end.entries.length));
      for (const entry of end.entries) {
        if (entry.kind !== 'file') continue;
        expect(end.fileStatuses.get(entry.fileId)).toEqual(fresh.fileStatuses.get(entry.fileId));
      }
      expect(isLobby(end.room)).toBe(false);
    }),
    THOUSAND,
  );
});

test('a client that knows two kinds keeps the place of all others', () => {
  const older = (entry: Entry): Entry => {
    const {seq, id, sender, sentAtMs, kind} = entry;
    return kind === 'message' || kind === 'joined' ? entry : {seq, id, sender, sentAtMs, kind: 'unknown'};
  };
  fc.assert(
    fc.property(story, told => {
      const {end, fresh} = ends(told, older);
      expect(end.entries).toEqual(fresh.entries.slice(-end.entries.length));
      expect(end.room.lastSeq).toBe(fresh.room.lastSeq);
    }),
    THOUSAND,
  );
});
