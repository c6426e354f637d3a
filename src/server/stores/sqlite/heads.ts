/** The end of each room's log, cached between commits: a room's row is read once and written once per commit, not per entry. */
import {query, type Database} from './engine/database.ts';

export interface Head {
  /** Kind of the room. */
  readonly kind: string;
  /** Encrypted: no plain text is accepted. */
  isSealed: boolean;
  /** 0 before the first entry. */
  lastSeq: number;
  /** Time of the last entry. */
  lastMs: number;
  /** Bytes of entries since the row was written. */
  addedBytes: number;
  /** Changes with every change of membership, and when the row is read again. */
  peopleVersion: number;
}

/** All methods are called inside a transaction. No other process writes these rows, because a data folder has one server. */
export interface Heads {
  /** `undefined` if there is no such room. After a change, `moved` has to be called. */
  of(roomId: number): Head | undefined;
  moved(roomId: number, head: Head): void;
  /** Adds the size difference of changed entries, which may be negative. */
  grew(roomId: number, bytes: number): void;
  /** Marks the room as encrypted. */
  sealed(roomId: number): void;
  /** Called when membership or invites have changed. */
  peopled(roomId: number): void;
  /** Writes changed rows; called before a savepoint and before the commit. */
  save(): void;
  /** Discards the cache after a rollback; the rows in the database count. */
  forget(): void;
}

/** Maximum number of cached rooms. */
const KNOWN_MAX = 10_000;

export function openHeads(database: Database): Heads {
  const find = query<{kind: string; is_sealed: number; last_seq: number; last_ms: number}, [number]>(
    database,
    `SELECT kind, conv IS NOT NULL AS is_sealed, last_seq,
      ifnull((SELECT sent_at_ms FROM entries WHERE entries.room_id = rooms.room_id AND seq = last_seq), 0) AS last_ms
      FROM rooms WHERE room_id = ?`,
  );
  const update = database.statement(
    'UPDATE rooms SET last_seq = ?, log_bytes = max(0, log_bytes + ?) WHERE room_id = ?',
  );
  const known = new Map<number, Head>();
  const unsaved = new Map<number, Head>();
  let version = 0;

  function of(roomId: number): Head | undefined {
    const head = known.get(roomId) ?? unsaved.get(roomId);
    if (head !== undefined) return head;
    const row = find.one(roomId);
    if (row === undefined) return undefined;
    if (known.size >= KNOWN_MAX) known.clear();
    const found = {
      kind: row.kind,
      isSealed: row.is_sealed === 1,
      lastSeq: row.last_seq,
      lastMs: row.last_ms,
      addedBytes: 0,
      peopleVersion: ++version,
    };
    known.set(roomId, found);
    return found;
  }

  return {
    of,
    sealed(roomId) {
      const head = of(roomId);
      if (head !== undefined) head.isSealed = true;
    },
    peopled(roomId) {
      const head = of(roomId);
      if (head !== undefined) head.peopleVersion = ++version;
    },
    moved: (roomId, head) => void unsaved.set(roomId, head),
    grew(roomId, bytes) {
      const head = of(roomId);
      if (head === undefined) return;
      head.addedBytes += bytes;
      unsaved.set(roomId, head);
    },
    save() {
      for (const [roomId, head] of unsaved) {
        update.run(head.lastSeq, head.addedBytes, roomId);
        head.addedBytes = 0;
      }
      unsaved.clear();
    },
    forget() {
      known.clear();
      unsaved.clear();
    },
  };
}
