/** Rows of the local store about encryption; what is secret in them is sealed before it comes here. */
import {ChatError} from '../../shared/errors.ts';
import type {AccountStore} from './accountStore.ts';
import {inTransaction, withoutSync, type Database} from './sqlite.ts';

export interface RoomRow {
  roomId: number;
  conv: Buffer;
  partner: string | undefined;
  walked: number;
  /** Why nothing is sent any more, as an error code. */
  problem: string | undefined;
}

export interface EpochRow {
  n: number;
  seq: number;
  statement: Buffer;
  key: Buffer | undefined;
}

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
  /** It takes that one back. */
  deletes: boolean;
}

/** A sealed file that a message offers. */
export interface OutFile {
  sizeBytes: number;
  /** Its bytes go from client to client. */
  isDirect: boolean;
}

export interface OutRow {
  ctr: number;
  clientMsgId: string;
  sealed: Buffer;
  prevOwn: Buffer;
  file: OutFile | undefined;
}

export interface MadeRow {
  n: number;
  request: string;
  key: Buffer;
}

type Row = Record<string, unknown>;
const bytes = (value: unknown): Buffer => Buffer.from(value as Uint8Array);
const textOr = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const bytesOr = (value: unknown = null): Buffer | undefined => (value === null ? undefined : bytes(value));

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
const toOut = (row: Row): OutRow => ({
  ctr: Number(row['ctr']),
  clientMsgId: String(row['client_msg_id']),
  sealed: bytes(row['sealed']),
  prevOwn: bytes(row['prev_own']),
  file:
    row['file_bytes'] === null ? undefined : {sizeBytes: Number(row['file_bytes']), isDirect: row['is_direct'] === 1},
});

export type SealedRows = ReturnType<typeof openRows> & {close: () => void};

/** Work that goes on in the background may outlive the store: it ends like one that lost its connection. */
export function openSealedRows(store: AccountStore): SealedRows {
  const rows = openRows(store.database);
  let isClosed = false;
  const guarded = Object.entries(rows).map(([name, step]) => {
    const call = (...values: unknown[]): unknown => {
      if (isClosed) throw new ChatError('disconnected');
      return (step as (...values: unknown[]) => unknown)(...values);
    };
    return [name, call] as const;
  });
  const close = () => {
    isClosed = true;
    store.close();
  };
  // The same names, each with the function of that name inside.
  return {...(Object.fromEntries(guarded) as unknown as typeof rows), close};
}

function openRows(database: Database) {
  /** Each is compiled once. */
  const statements = new Map<string, ReturnType<Database['prepare']>>();
  const prepared = (sql: string): ReturnType<Database['prepare']> => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const one = (sql: string, ...values: (string | number | Buffer)[]): Row | undefined => prepared(sql).get(...values);
  const all = (sql: string, ...values: (string | number | Buffer)[]): Row[] => prepared(sql).all(...values);
  const run = (sql: string, ...values: (string | number | Buffer | null)[]): void => void prepared(sql).run(...values);
  const insertSeen = database.prepare(
    `INSERT INTO sealed_seen (room_id, seq, id, dev, ctr, sender, prev_own, cite_seq, cite, changes, deletes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (room_id, seq) DO UPDATE SET changes = excluded.changes, deletes = max(deletes, excluded.deletes)`,
  );
  const seenAt = database.prepare('SELECT * FROM sealed_seen WHERE room_id = ? AND seq = ?');
  const seenBy = database.prepare('SELECT * FROM sealed_seen WHERE room_id = ? AND dev = ? AND ctr = ?');

  return {
    /** All or nothing, and alone among the programs that use this store. */
    together: <T>(work: () => T): T => inTransaction(database, work),
    /** What was only seen can be seen again. */
    lightly: (work: () => void): void => withoutSync(database, () => inTransaction(database, work)),

    /** Nothing of what was there before stays in the file. */
    securely(work: () => void): void {
      database.exec('PRAGMA secure_delete = ON');
      try {
        inTransaction(database, work);
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        database.exec('PRAGMA secure_delete = OFF');
      }
    },

    secretOf: (name: string) => bytesOr(one('SELECT data FROM sealed_secret WHERE name = ?', name)?.['data']),
    putSecret: (name: string, data: Buffer) =>
      run('INSERT OR REPLACE INTO sealed_secret (name, data) VALUES (?, ?)', name, data),
    dropSecret: (name: string) => run('DELETE FROM sealed_secret WHERE name = ?', name),

    /** Of whom there is any: they had keys. */
    linked: () => all('SELECT DISTINCT name FROM sealed_link').map(row => String(row['name'])),
    linksOf: (name: string) =>
      all('SELECT link FROM sealed_link WHERE name = ? ORDER BY n', name).map(row => bytes(row['link'])),
    putLink: (name: string, n: number, link: Buffer) =>
      run('INSERT OR IGNORE INTO sealed_link (name, n, link) VALUES (?, ?, ?)', name, n, link),
    verifiedOf: (name: string) => bytesOr(one('SELECT verified FROM sealed_person WHERE name = ?', name)?.['verified']),
    setVerified: (name: string, root: Buffer | undefined) =>
      run('INSERT OR REPLACE INTO sealed_person (name, verified) VALUES (?, ?)', name, root ?? null),

    rooms: (): RoomRow[] =>
      all('SELECT * FROM sealed_room').map(row => ({
        roomId: Number(row['room_id']),
        conv: bytes(row['conv']),
        partner: textOr(row['partner']),
        walked: Number(row['walked']),
        problem: textOr(row['problem']),
      })),
    isRoom: (roomId: number) => one('SELECT 1 FROM sealed_room WHERE room_id = ?', roomId) !== undefined,
    isPartner: (name: string) => one('SELECT 1 FROM sealed_room WHERE partner = ? LIMIT 1', name) !== undefined,
    putRoom: (roomId: number, conv: Buffer, partner: string | undefined) =>
      run('INSERT OR IGNORE INTO sealed_room (room_id, conv, partner) VALUES (?, ?, ?)', roomId, conv, partner ?? null),
    walkedIn: (roomId: number) =>
      Number(one('SELECT walked FROM sealed_room WHERE room_id = ?', roomId)?.['walked'] ?? 0),
    setWalked: (roomId: number, seq: number) =>
      run('UPDATE sealed_room SET walked = ? WHERE room_id = ? AND walked < ?', seq, roomId, seq),
    setProblem: (roomId: number, problem: string | undefined) =>
      run('UPDATE sealed_room SET problem = ? WHERE room_id = ?', problem ?? null, roomId),
    epochsOf: (roomId: number): EpochRow[] =>
      all('SELECT * FROM sealed_epoch WHERE room_id = ? ORDER BY n', roomId).map(row => ({
        n: Number(row['n']),
        seq: Number(row['seq']),
        statement: bytes(row['statement']),
        key: bytesOr(row['key']),
      })),
    putEpoch: (roomId: number, {n, seq, statement}: Omit<EpochRow, 'key'>) =>
      run(
        'INSERT OR IGNORE INTO sealed_epoch (room_id, n, seq, statement) VALUES (?, ?, ?, ?)',
        roomId,
        n,
        seq,
        statement,
      ),
    putKey: (roomId: number, n: number, key: Buffer) =>
      run('UPDATE sealed_epoch SET key = ? WHERE room_id = ? AND n = ?', key, roomId, n),

    madeOf(roomId: number): MadeRow | undefined {
      const row = one('SELECT * FROM sealed_made WHERE room_id = ?', roomId);
      return row && {n: Number(row['n']), request: String(row['request']), key: bytes(row['key'])};
    },
    putMade: (roomId: number, {n, request, key}: MadeRow) =>
      run('INSERT OR REPLACE INTO sealed_made (room_id, n, request, key) VALUES (?, ?, ?, ?)', roomId, n, request, key),
    dropMade: (roomId: number) => run('DELETE FROM sealed_made WHERE room_id = ?', roomId),

    seenAt(roomId: number, seq: number): SeenRow | undefined {
      const row = seenAt.get(roomId, seq);
      return row && toSeen(row);
    },
    seenBy(roomId: number, dev: Buffer, ctr: number): SeenRow | undefined {
      const row = seenBy.get(roomId, dev, ctr);
      return row && toSeen(row);
    },
    /** The last place of which anything was seen, and the last one that anybody has cited; 0 for none. */
    seenBounds(roomId: number): {lastSeq: number; lastCited: number} {
      const row = one(
        `SELECT (SELECT max(seq) FROM sealed_seen WHERE room_id = ?1) AS last,
          (SELECT max(cite_seq) FROM sealed_seen WHERE room_id = ?1) AS cited`,
        roomId,
      );
      return {lastSeq: Number(row?.['last'] ?? 0), lastCited: Number(row?.['cited'] ?? 0)};
    },
    lastCtrOf: (roomId: number, dev: Buffer): number =>
      Number(one('SELECT max(ctr) AS last FROM sealed_seen WHERE room_id = ? AND dev = ?', roomId, dev)?.['last'] ?? 0),
    /** Somebody has seen something else at this place. */
    isCitedOtherwise: (roomId: number, seq: number, id: Buffer) =>
      // Without statistics SQLite would look through all of the room.
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
    /** Of which anything was ever said, the one that was touched last first. */
    changedIn: (roomId: number, limit: number): number[] =>
      all(
        `SELECT changes, max(seq) AS last FROM sealed_seen WHERE room_id = ? AND changes IS NOT NULL
          GROUP BY changes ORDER BY last DESC LIMIT ?`,
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

    forgetSeen: (roomId: number) =>
      inTransaction(database, () => {
        run('DELETE FROM sealed_seen WHERE room_id = ?', roomId);
        run('UPDATE sealed_room SET walked = 0 WHERE room_id = ?', roomId);
      }),

    ownOf(roomId: number): {ctr: number; id: Buffer | undefined} {
      const row = one('SELECT ctr, own_id FROM sealed_room WHERE room_id = ?', roomId);
      return {ctr: Number(row?.['ctr'] ?? 0), id: bytesOr(row?.['own_id'] ?? null)};
    },
    setOwn: (roomId: number, ctr: number, id: Buffer | undefined) =>
      run('UPDATE sealed_room SET ctr = ?, own_id = ? WHERE room_id = ?', ctr, id ?? null, roomId),
    outOf: (roomId: number): OutRow[] =>
      all('SELECT * FROM sealed_out WHERE room_id = ? ORDER BY ctr', roomId).map(toOut),
    putOut: (roomId: number, row: OutRow) =>
      run(
        `INSERT INTO sealed_out (room_id, ctr, client_msg_id, sealed, prev_own, file_bytes, is_direct)
          VALUES (?, ?, ?, ?, ?, ?, ?)`,
        roomId,
        row.ctr,
        row.clientMsgId,
        row.sealed,
        row.prevOwn,
        row.file?.sizeBytes ?? null,
        Number(row.file?.isDirect === true),
      ),
    dropOut: (roomId: number, fromCtr: number, toCtr: number) =>
      run('DELETE FROM sealed_out WHERE room_id = ? AND ctr BETWEEN ? AND ?', roomId, fromCtr, toCtr),
  };
}
