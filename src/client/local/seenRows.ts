/** Rows about seen messages of encrypted conversations: which message was at which seq, and which earlier one it cites. */
import {bytes, type Row, type Value, inTransaction, type Database} from './sqlite.ts';

export interface SeenRow {
  seq: number;
  id: Buffer;
  dev: Buffer;
  ctr: number;
  sender: string;
  prevOwn: Buffer;
  citeSeq: number;
  cite: Buffer;
  changes: number | undefined;
  /** Whether it deletes the entry in `changes`. */
  deletes: boolean;
}

interface Asking {
  one: (sql: string, ...values: Value[]) => Row | undefined;
  all: (sql: string, ...values: Value[]) => Row[];
  run: (sql: string, ...values: (Value | null)[]) => void;
}

const toSeen = (row: Row): SeenRow => ({
  seq: Number(row['seq']),
  id: bytes(row['id']),
  dev: bytes(row['dev']),
  ctr: Number(row['ctr']),
  sender: String(row['sender']),
  prevOwn: bytes(row['prev_own']),
  citeSeq: Number(row['cite_seq']),
  cite: bytes(row['cite']),
  changes: row['changes'] === null ? undefined : Number(row['changes']),
  deletes: row['deletes'] === 1,
});

export function seenRows(database: Database, {one, all, run}: Asking) {
  const insertSeen = database.prepare(
    `INSERT INTO sealed_seen (room_id, seq, id, dev, ctr, sender, prev_own, cite_seq, cite, changes, deletes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (room_id, seq) DO UPDATE SET changes = excluded.changes, deletes = max(deletes, excluded.deletes)`,
  );
  const seenAt = database.prepare('SELECT * FROM sealed_seen WHERE room_id = ? AND seq = ?');
  const seenBy = database.prepare('SELECT * FROM sealed_seen WHERE room_id = ? AND dev = ? AND ctr = ?');

  return {
    seenAt(roomId: number, seq: number): SeenRow | undefined {
      const row = seenAt.get(roomId, seq);
      return row && toSeen(row);
    },
    seenBy(roomId: number, dev: Buffer, ctr: number): SeenRow | undefined {
      const row = seenBy.get(roomId, dev, ctr);
      return row && toSeen(row);
    },
    /** The highest seq of which a message was seen, and the highest cited seq; 0: none. */
    seenBounds(roomId: number): {lastSeq: number; lastCited: number} {
      const row = one(
        `SELECT (SELECT max(seq) FROM sealed_seen WHERE room_id = ?) AS last,
          (SELECT max(cite_seq) FROM sealed_seen WHERE room_id = ?) AS cited`,
        roomId,
        roomId,
      );
      return {lastSeq: Number(row?.['last'] ?? 0), lastCited: Number(row?.['cited'] ?? 0)};
    },
    lastCtrOf: (roomId: number, dev: Buffer): number =>
      Number(one('SELECT max(ctr) AS last FROM sealed_seen WHERE room_id = ? AND dev = ?', roomId, dev)?.['last'] ?? 0),
    /** Whether an earlier message of the device was seen at this seq or after it. */
    hasEarlierFrom: (roomId: number, {dev, ctr}: Pick<SeenRow, 'dev' | 'ctr'>, fromSeq: number) =>
      Number(
        one(
          'SELECT seq FROM sealed_seen WHERE room_id = ? AND dev = ? AND ctr < ? ORDER BY ctr DESC LIMIT 1',
          roomId,
          dev,
          ctr,
        )?.['seq'] ?? -1,
      ) >= fromSeq,
    /** Whether another member cites a different message at this seq. */
    isCitedOtherwise: (roomId: number, seq: number, id: Buffer) =>
      // Without the hint SQLite would scan all rows of the room.
      one(
        `SELECT 1 FROM sealed_seen INDEXED BY sealed_seen_cited
          WHERE room_id = ? AND cite_seq = ? AND cite <> ? LIMIT 1`,
        roomId,
        seq,
        id,
      ) !== undefined,
    lastSeen(roomId: number): SeenRow | undefined {
      const row = one('SELECT * FROM sealed_seen WHERE room_id = ? ORDER BY seq DESC LIMIT 1', roomId);
      return row && toSeen(row);
    },
    changesOf: (roomId: number, seq: number, afterSeq: number): number[] =>
      all(
        'SELECT seq FROM sealed_seen WHERE room_id = ? AND changes = ? AND seq > ? ORDER BY seq',
        roomId,
        seq,
        afterSeq,
      ).map(row => Number(row['seq'])),
    /** Seqs of changed entries, the most recently changed first. */
    changedIn: (roomId: number, limit: number): number[] =>
      all(
        `SELECT changes, max(seq) AS last FROM sealed_seen WHERE room_id = ? AND changes IS NOT NULL
          GROUP BY changes ORDER BY last DESC LIMIT +?`,
        roomId,
        limit,
      ).map(row => Number(row['changes'])),
    isDeleted: (roomId: number, seq: number) =>
      one(
        `SELECT 1 FROM sealed_seen INDEXED BY sealed_seen_changes
          WHERE room_id = ? AND changes = ? AND deletes = 1 LIMIT 1`,
        roomId,
        seq,
      ) !== undefined,
    putSeen: (roomId: number, row: SeenRow) =>
      void insertSeen.run(
        roomId,
        row.seq,
        row.id,
        row.dev,
        row.ctr,
        row.sender,
        row.prevOwn,
        row.citeSeq,
        row.cite,
        row.changes ?? null,
        Number(row.deletes),
      ),

    /** Also removes answers to sent messages: they may not be in the new log. */
    forgetSeen: (roomId: number) =>
      inTransaction(database, () => {
        run('DELETE FROM sealed_seen WHERE room_id = ?', roomId);
        run('DELETE FROM sealed_sent WHERE room_id = ?', roomId);
        run('UPDATE sealed_room SET walked = 0 WHERE room_id = ?', roomId);
      }),
  };
}
