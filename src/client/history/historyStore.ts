/** Writes batches into the local history in short transactions, within its size limits. */
import type {Room} from '../../shared/model.ts';
import type {RoomState, State} from '../state/state.ts';
import {stepsInTransaction, inTransaction, type Database} from '../local/sqlite.ts';
import {bounding, emptyLog, removing, type HistoryBounds} from './bounding.ts';
import {RUN_KEPT_MAX, thinned, type Batch} from './batch.ts';
import {keptEntries, type KeptEntries} from './keptEntries.ts';
import {keptOverview, type KeptOverview} from './keptOverview.ts';
import {isSealed} from './sealed.ts';

/** Work that is done in pieces. */
export interface Task {
  /** Runs the next piece. @returns whether it was the last one */
  goOn(forMs?: number): boolean;
}

export interface WriteTask extends Task {
  /** Skips the unwritten rest of this room. */
  drop(roomId: number): void;
  /** Rooms in which changes to stored entries may have been missed. */
  readonly behind: readonly number[];
}

export interface HistoryStore {
  readonly database: Database;
  readonly entries: KeptEntries;
  readonly overview: KeptOverview;
  /** Returns a task that writes the batches one after the other; nothing is written before its first `goOn`. */
  write(batches: ReadonlyMap<number, Batch>, state: State): WriteTask;
  /** Hides a room from all readers, also other programs and later runs, until its entries are removed. */
  hide(roomId: number): void;
  /** Removes the entries of a hidden room. */
  remove(roomId: number): Task;
  /** Empties the file. @returns the number of removed entries */
  clear(): number;
  close(): void;
}

/** Size limits are checked once per this number of writes. */
const LOOKED_AT_EVERY = 10;

export function openHistoryStore(database: Database, account: string, bounds: HistoryBounds): HistoryStore {
  let me = '';
  const entries = keptEntries(database, () => me);
  const overview = keptOverview(database);
  /** By room: the object that this program wrote last. */
  let written = new Map<number, unknown>();
  let writtenFacts: readonly unknown[] = [];
  let generation = claim(database, overview, entries, account);
  let writings = 0;
  /** Whether text was removed since the write-ahead log was last truncated. */
  let isGone = false;

  /** Writes a batch of one room in steps, as long as the room is in `batches`. @returns whether a gap remains */
  function* writeBatch(batches: ReadonlyMap<number, Batch>, roomId: number): Generator<void, boolean> {
    const {pages = [], runs = [], firstSeq} = batches.get(roomId) ?? {};
    for (const {entries: page, lastSeq} of pages) {
      let isFirst = false;
      for (const entry of page) {
        if (!batches.has(roomId)) return false;
        // Checked for each entry: another program may have emptied the file between two pieces.
        isFirst ||= overview.asOfSeq(roomId) === undefined;
        entries.put(roomId, entry);
        // If the write stops here, the entries after this one are fetched again.
        if (isFirst) overview.reachSeq(roomId, entry.seq);
        yield;
      }
      if (isFirst && batches.has(roomId)) overview.reachSeq(roomId, lastSeq);
    }
    let isBehind = false;
    for (const run of runs) {
      const asOf = overview.asOfSeq(roomId);
      const isNext = asOf === undefined || run.firstSeq <= asOf + 1;
      const fresh = isNext ? run.entries.filter(({seq}) => seq > (asOf ?? 0)) : run.entries;
      const kept = new Set(fresh.length > RUN_KEPT_MAX ? thinned(fresh) : fresh);
      for (const entry of fresh) {
        if (!batches.has(roomId)) return false;
        if (kept.has(entry)) entries.add(roomId, entry);
        // Behind a gap only deletions are applied: other changes may depend on missed ones.
        if (isNext || entry.kind === 'deleted') isGone = entries.apply(roomId, entry) || isGone;
        if (isNext) overview.reachSeq(roomId, entry.seq);
        yield;
      }
      if (!batches.has(roomId)) return false;
      if (isNext) overview.reachSeq(roomId, run.lastSeq);
      else isBehind = true;
    }
    if (firstSeq !== undefined) isGone = (yield* removing(entries, roomId, firstSeq)) || isGone;
    return isBehind;
  }
  const writeRooms = ({roomById}: State): void => {
    for (const [roomId, one] of Object.entries(roomById)) {
      if (Number(roomId) < 0 || written.get(one.room.roomId) === one.room) continue;
      // The file already contains newer entries than these counts include, written by another program or pending here.
      if (one.countedSeq < (overview.asOfSeq(one.room.roomId) ?? 0)) continue;
      // Counts belong to the entries counted so far, not to the end of the log that the server reports.
      overview.writeRoom({...shownOf(one), lastSeq: one.countedSeq});
      written.set(one.room.roomId, one.room);
    }
  };
  const writeFacts = (state: State): void => {
    const {me: self, server, limits, contacts, preferences, invites} = state;
    const facts = [self, server, limits, contacts, preferences, invites];
    if (self === undefined || server === undefined) return;
    if (facts.every((fact, at) => fact === writtenFacts[at])) return;
    writtenFacts = facts;
    const people = [...contacts.values()].flatMap(({name, state: is, atMs, lastSeenAtMs}) => {
      const user = state.userByName[name];
      return user === undefined ? [] : [{user, state: is, atMs, ...(lastSeenAtMs !== undefined && {lastSeenAtMs})}];
    });
    overview.write({me: self, server, limits, preferences, invites: [...invites], contacts: people, onlineCount: 0});
  };
  /**
   * Writes the rooms first, in one step: a room whose stored `lastSeq` is below its newest entry would look like one whose
   * log was rolled back.
   */
  function* write(batches: ReadonlyMap<number, Batch>, state: State, behind: number[]): Generator<void, void> {
    me = state.me?.name ?? me;
    if (overview.fact('generation') !== generation) {
      // Another program has emptied the file.
      generation = overview.fact('generation') ?? '';
      written = new Map();
      writtenFacts = [];
    }
    writeRooms(state);
    writeFacts(state);
    yield;
    for (const roomId of batches.keys()) if (yield* writeBatch(batches, roomId)) behind.push(roomId);
    if (batches.size > 0 && writings++ % LOOKED_AT_EVERY === 0) yield* bounding(database, entries, bounds);
  }
  function* remove(roomId: number): Generator<void, void> {
    isGone = (yield* removing(entries, roomId)) || isGone;
  }
  const piece = (steps: Iterator<void>, forMs?: number): boolean => {
    try {
      const isDone = stepsInTransaction(database, steps, forMs);
      if (isGone) emptyLog(database);
      isGone = false;
      return isDone;
    } catch (error) {
      // After an error it is unknown what was written.
      written = new Map();
      writtenFacts = [];
      throw error;
    }
  };

  return {
    database,
    entries,
    overview,
    write(batches, state) {
      const left = new Map(batches);
      const behind: number[] = [];
      const steps = write(left, state, behind);
      return {
        behind,
        drop: roomId => void left.delete(roomId),
        goOn: forMs => piece(steps, forMs),
      };
    },
    hide(roomId) {
      inTransaction(database, () => overview.removeRoom(roomId));
      written.delete(roomId);
    },
    remove(roomId) {
      const steps = remove(roomId);
      return {goOn: forMs => piece(steps, forMs)};
    },
    clear() {
      const count = entries.count();
      inTransaction(database, () => empty(database, overview, account));
      generation = '';
      emptyLog(database);
      return count;
    },
    close() {
      try {
        if (writings > 0) stepsInTransaction(database, bounding(database, entries, bounds), Infinity);
      } catch {
        // The disk refused: the next program that opens the file checks its limits at its first write.
      }
      database.close();
    },
  };
}

/** The room as it may be stored: without topic and description if it is encrypted. */
function shownOf(one: RoomState): Room {
  if (!isSealed(one)) return one.room;
  const {description: _sealed, ...room} = one.room;
  return {...room, topic: ''};
}

/** Empties a file of another account or server, because folder names may collide. @returns its generation */
function claim(database: Database, overview: KeptOverview, entries: KeptEntries, account: string): string {
  const known = overview.fact('account');
  if (known !== account) {
    inTransaction(database, () => {
      if (known !== undefined || entries.count() > 0) empty(database, overview, account);
      overview.setFact('account', account);
    });
  }
  return overview.fact('generation') ?? '';
}

function empty(database: Database, overview: KeptOverview, account: string): void {
  const generation = Number(overview.fact('generation') ?? 0) + 1;
  database.exec('DELETE FROM entry; DELETE FROM log; DELETE FROM room; DELETE FROM fact');
  if (database.prepare("SELECT 1 AS found FROM sqlite_schema WHERE name = 'words'").get() !== undefined)
    database.exec("INSERT INTO words (words) VALUES ('delete-all')");
  overview.setFact('account', account);
  overview.setFact('generation', String(generation));
}
