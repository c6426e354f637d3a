/** Adds entries to the search index after they were acknowledged: in small steps, newest first, with pauses for other work. */
import {coalesce} from '../../../../shared/bounds/coalesce.ts';
import type {Committed} from '../../../storeContract/store.ts';
import type {Commits} from '../engine/commits.ts';
import {query, type Database} from '../engine/database.ts';
import {ENTRY_COLUMNS, type EntryRow} from '../entryRow.ts';
import type {SearchIndex} from './searchIndex.ts';

export interface Indexer {
  committed(committed: readonly Committed[]): void;
  /** Indexes the latest entries, as far as a few steps reach. */
  catchUp(): Promise<void>;
  /** Number of entries not indexed yet. */
  behind(): number;
  close(): void;
}

/** Entries within this time are indexed together. */
const AFTER_MS = 200;
/** Entries per step while people are writing, and while nobody is; 500 take about 8 ms. */
const STEP_BUSY = 150;
const STEP_QUIET = 500;
const ROOMS_MAX = 200;
/** Number of steps for which a search waits. */
const CATCH_UP_STEPS = 4;
/** UTF-16 code units per step. */
const STEP_TEXT_MAX = 512 * 1024;
/**
 * Pause after a step, as a multiple of its duration: indexing takes 5 % of the time while people are writing, and half of it
 * otherwise.
 */
const PAUSE_BUSY = 20;
const PAUSE_QUIET = 1;
const COUNT_MS = 1_000;
const TELL_MS = 10_000;
/** Delay after a failed step, e.g. on a full disk. */
const RETRY_MS = 10_000;

interface Position {
  room_id: number;
  first_seq: number;
  last_seq: number;
}

export function openIndexer(
  database: Database,
  commits: Commits,
  index: SearchIndex,
  onProgress: (left: number) => void = () => undefined,
): Indexer {
  if (!index.isAvailable) return {committed() {}, catchUp: async () => {}, behind: () => 0, close() {}};
  const positionOf = query<Position, [number]>(database, 'SELECT * FROM search_rooms WHERE room_id = ?');
  const begun = query<Position, []>(
    database,
    'SELECT * FROM search_rooms WHERE first_seq > 1 ORDER BY room_id LIMIT 1',
  );
  const save = database.statement(
    'INSERT OR REPLACE INTO search_rooms (room_id, first_seq, last_seq) VALUES (?, ?, ?)',
  );
  const upwards = query<EntryRow, [number, number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq > ? ORDER BY seq LIMIT +?`,
  );
  const downwards = query<EntryRow, [number, number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT +?`,
  );
  const waiting = query<{room_id: number}, []>(
    database,
    `SELECT rooms.room_id FROM rooms LEFT JOIN search_rooms USING (room_id)
      WHERE rooms.last_seq > ifnull(search_rooms.last_seq, 0)`,
  );
  const missing = query<{count: number}, []>(
    database,
    `SELECT ifnull(sum(rooms.last_seq - ifnull(search_rooms.last_seq, 0) + ifnull(search_rooms.first_seq, 1) - 1), 0) AS count
      FROM rooms LEFT JOIN search_rooms USING (room_id)`,
  );

  let turn = 0;
  /** Rooms with new entries, and their latest turn. */
  const fresh = new Map<number, number>(waiting.all().map(row => [row.room_id, turn]));
  let hasOld = begun.one() !== undefined;
  let hasNews = false;
  const next = coalesce(() => void run(false));
  let running: Promise<void> | undefined;
  let isClosed = false;

  /** @returns the rooms read, with their latest turn, and whether one has more entries */
  function step(max: number): {seen: [roomId: number, turn: number][]; isCut: boolean} {
    const left = {rows: max, text: STEP_TEXT_MAX};
    const seen: [number, number][] = [];
    for (const [roomId, at] of fresh) {
      seen.push([roomId, at]);
      const position = positionOf.one(roomId) ?? {room_id: roomId, first_seq: 1, last_seq: 0};
      const rows = take(upwards, roomId, position.last_seq, left);
      index.add(rows);
      const lastSeq = rows.at(-1)?.seq;
      if (lastSeq !== undefined) save.run(roomId, position.first_seq, lastSeq);
      if (left.rows <= 0 || left.text <= 0) return {seen, isCut: true};
      if (seen.length >= ROOMS_MAX) return {seen, isCut: false};
    }
    const old = begun.one();
    if (old === undefined) return {seen, isCut: false};
    const rows = take(downwards, old.room_id, old.first_seq, left);
    index.add(rows.toReversed());
    save.run(old.room_id, rows.at(-1)?.seq ?? 1, old.last_seq);
    return {seen, isCut: false};
  }

  /** Removes finished rooms, keeps those with newer entries, and moves an unfinished one to the end. */
  function settle({seen, isCut}: ReturnType<typeof step>): void {
    const cut = isCut ? seen.pop() : undefined;
    for (const [roomId, at] of seen) if (fresh.get(roomId) === at) fresh.delete(roomId);
    const again = cut === undefined ? undefined : fresh.get(cut[0]);
    if (cut !== undefined && again !== undefined) {
      fresh.delete(cut[0]);
      fresh.set(cut[0], again);
    }
    hasOld = begun.one() !== undefined;
  }

  function take(rows: typeof upwards, roomId: number, seq: number, left: {rows: number; text: number}): EntryRow[] {
    return rows.while(
      ({text}) => {
        if (left.rows <= 0 || left.text <= 0) return false;
        left.rows--;
        left.text -= text?.length ?? 0;
        return true;
      },
      roomId,
      seq,
      left.rows + 1,
    );
  }

  function run(isAsked: boolean): Promise<void> {
    next.cancel();
    const isQuiet = !hasNews;
    hasNews = false;
    let startMs = 0;
    const work = () => {
      startMs = performance.now();
      return index.guarded(() => step(isQuiet || isAsked ? STEP_QUIET : STEP_BUSY));
    };
    const written = isAsked ? commits.write(work) : commits.writeSoon(work);
    running = written.then(
      result => {
        running = undefined;
        if (isClosed) return;
        settle(result);
        report();
        // Includes the commit, in which the index is written.
        const tookMs = performance.now() - startMs;
        plan(Math.max(isQuiet ? 0 : AFTER_MS, tookMs * (isQuiet ? PAUSE_QUIET : PAUSE_BUSY)));
      },
      () => {
        running = undefined;
        plan(RETRY_MS);
      },
    );
    return running;
  }

  function plan(afterMs: number): void {
    if (isClosed || running !== undefined || (fresh.size === 0 && !hasOld)) return;
    next.plan(afterMs);
  }

  let isTelling = false;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  /** Reports progress while old entries are left, and once when done. */
  function report(): void {
    if (!hasOld && !isTelling) return;
    if (hasOld && performance.now() - toldAtMs < TELL_MS) return;
    toldAtMs = performance.now();
    isTelling = hasOld;
    onProgress(hasOld ? behind() : 0);
  }

  let told = {count: 0, atMs: Number.NEGATIVE_INFINITY};
  /** Counts entries to index, which is not cheap with many rooms. */
  function behind(): number {
    if (fresh.size === 0 && !hasOld) return 0;
    const nowMs = performance.now();
    if (nowMs - told.atMs > COUNT_MS) told = {count: Math.max(0, missing.one()?.count ?? 0), atMs: nowMs};
    return told.count;
  }

  plan(AFTER_MS);
  return {
    committed(committed) {
      if (committed.length === 0) return;
      turn++;
      for (const {roomId} of committed) fresh.set(roomId, turn);
      hasNews = true;
      plan(AFTER_MS);
    },
    async catchUp() {
      for (let steps = 0; fresh.size > 0 && steps < CATCH_UP_STEPS && !isClosed; steps++) await (running ?? run(true));
    },
    behind,
    close() {
      isClosed = true;
      next.cancel();
    },
  };
}
