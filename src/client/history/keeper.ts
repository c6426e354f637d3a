/** Writes what was seen into the history of this machine: gathered for a moment, in one transaction, within its bounds. */
import type {Entry} from '../../shared/entries/entry.ts';
import type {State} from '../state/state.ts';
import {inTransaction, type Database} from '../local/sqlite.ts';
import {RUN_KEPT_MAX, thinned, type Batch} from './batch.ts';
import {keptEntries, type KeptEntries} from './keptEntries.ts';
import {keptOverview, type KeptOverview} from './keptOverview.ts';

export interface HistoryBounds {
  messagesMax: number;
  bytesMax: number;
}

export interface Keeper {
  readonly database: Database;
  readonly entries: KeptEntries;
  readonly overview: KeptOverview;
  /** @returns rooms of which something that was said about kept entries is not known */
  write(batches: ReadonlyMap<number, Batch>, state: State): number[];
  /** Nothing of a room is kept any more. */
  forget(roomId: number): void;
  /** Nothing before this seq is kept any more. */
  removeBefore(roomId: number, seq: number): void;
  /** All of it. @returns how many entries that were */
  clear(): number;
  close(): void;
}

/** Of the entries that are too many, so many go at once. */
const REMOVED_AT_ONCE = 500;
/** Bounds are looked at once in so many writings. */
const LOOKED_AT_EVERY = 10;

export function openKeeper(database: Database, account: string, bounds: HistoryBounds): Keeper {
  let me = '';
  const entries = keptEntries(database, () => me);
  const overview = keptOverview(database);
  /** What is in the file of each room, by this program's knowledge. */
  let written = new Map<number, unknown>();
  let writtenFacts: readonly unknown[] = [];
  let generation = claim(database, overview, entries, account);
  let writings = 0;

  const hasRuns = (roomId: number): boolean => overview.asOfSeq(roomId) !== undefined;
  const putPage = (roomId: number, page: readonly Entry[]) => page.forEach(entry => entries.put(roomId, entry));

  /** @returns whether a hole is left, and whether a text is gone */
  const writeBatch = (roomId: number, {pages, runs}: Batch): {isBehind: boolean; isGone: boolean} => {
    const result = {isBehind: false, isGone: false};
    for (const {entries: page, lastSeq} of pages) {
      if (page.length === 0) continue;
      if (!hasRuns(roomId)) overview.setAsOfSeq(roomId, Math.max(lastSeq, page.at(-1)?.seq ?? 0));
      putPage(roomId, page);
    }
    for (const run of runs) {
      const asOf = overview.asOfSeq(roomId);
      const isNext = asOf === undefined || run.firstSeq <= asOf + 1;
      const fresh = isNext ? run.entries.filter(({seq}) => seq > (asOf ?? 0)) : run.entries;
      for (const entry of fresh.length > RUN_KEPT_MAX ? thinned([...fresh]) : fresh) entries.add(roomId, entry);
      // Behind a hole, only what takes texts away is certain.
      for (const event of fresh)
        if (isNext || event.kind === 'deleted') result.isGone = entries.apply(roomId, event) || result.isGone;
      if (isNext) overview.setAsOfSeq(roomId, Math.max(asOf ?? 0, run.lastSeq));
      else result.isBehind = true;
    }
    return result;
  };
  const forget = (roomId: number): void => {
    entries.remove(roomId);
    overview.removeRoom(roomId);
    written.delete(roomId);
  };
  const writeRooms = ({roomById}: State): void => {
    for (const [roomId, one] of Object.entries(roomById)) {
      if (Number(roomId) < 0 || written.get(one.room.roomId) === one.room) continue;
      // Counts are of what is known, not of how far the log is said to reach.
      overview.writeRoom({...one.room, lastSeq: one.countedSeq});
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
  const pragma = (name: string): number =>
    Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
  const bytesUsed = () => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  const bound = (): void => {
    for (let over = entries.count() - bounds.messagesMax; over > 0;) over -= entries.removeOldest(Math.max(over, 1));
    while (bytesUsed() > bounds.bytesMax && entries.removeOldest(REMOVED_AT_ONCE) > 0);
  };
  /** What was removed is in the write-ahead log until that is emptied. */
  const emptyLog = (): void => database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');

  return {
    database,
    entries,
    overview,
    write(batches, state) {
      me = state.me?.name ?? me;
      const behind: number[] = [];
      let isGone = false;
      inTransaction(database, () => {
        if (overview.fact('generation') !== generation) {
          // Another program has emptied it.
          generation = overview.fact('generation') ?? '';
          written = new Map();
          writtenFacts = [];
        }
        for (const [roomId, batch] of batches) {
          const result = writeBatch(roomId, batch);
          if (result.isBehind) behind.push(roomId);
          isGone ||= result.isGone;
        }
        writeRooms(state);
        writeFacts(state);
        if (batches.size > 0 && writings++ % LOOKED_AT_EVERY === 0) bound();
      });
      if (isGone) emptyLog();
      return behind;
    },
    forget(roomId) {
      inTransaction(database, () => forget(roomId));
      emptyLog();
    },
    removeBefore(roomId, seq) {
      if (inTransaction(database, () => entries.remove(roomId, seq)) > 0) emptyLog();
    },
    clear() {
      const count = entries.count();
      inTransaction(database, () => empty(database, overview, account));
      generation = '';
      emptyLog();
      return count;
    },
    close() {
      try {
        if (writings > 0) inTransaction(database, bound);
      } catch {
        // The next program that opens it looks at its bounds with its first writing.
      }
      database.close();
    },
  };
}

/** Another account's, or another server's, is emptied: the name of a folder may be the same for two. @returns its generation */
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
