/** Rows of the local store about encryption; the caller encrypts secrets before storing them. */
import {ChatError} from '../../shared/errors.ts';
import type {AccountStore} from './accountStore.ts';
import {seenRows} from './seenRows.ts';
import {
  bytes,
  bytesOr,
  textOr,
  type Row,
  type Value,
  inTransaction,
  withSecureDelete,
  withoutSync,
  type Database,
} from './sqlite.ts';

export interface RoomRow {
  roomId: number;
  conv: Buffer;
  partner: string | undefined;
  walked: number;
  /** Code of the error that stops sending. */
  problem: string | undefined;
}

export interface EpochRow {
  n: number;
  seq: number;
  statement: Buffer;
  key: Buffer | undefined;
}

/** An encrypted file that a message offers. */
export interface OutFile {
  sizeBytes: number;
  /** True when its bytes go directly between clients. */
  isDirect: boolean;
}

export interface OutRow {
  ctr: number;
  clientMsgId: string;
  sealed: Buffer;
  prevOwn: Buffer;
  file: OutFile | undefined;
}

/** The server's answer to an encrypted message. */
export interface SentRow {
  clientMsgId: string;
  seq: number;
  sentAtMs: number;
  fileId?: string;
}

/** Maximum number of stored answers; the oldest are dropped. */
const SENT_MAX = 10_000;

export interface MadeEpochRow {
  n: number;
  request: string;
  key: Buffer;
}

/** A label of an encrypted conversation. */
export interface LabelRow {
  label: string;
  /** Unencrypted rooms of this label to which the person has agreed to write. */
  acceptedIds: readonly number[];
}

const LABELS = 'SELECT label, room_id FROM sealed_label LEFT JOIN sealed_accepted USING (label)';
const toLabels = (rows: readonly Row[]): LabelRow[] =>
  [...Map.groupBy(rows, ({label}) => String(label))].map(([label, of]) => ({
    label,
    acceptedIds: of.flatMap(({room_id: id}) => (id === null ? [] : [Number(id)])),
  }));

const toOut = (row: Row): OutRow => ({
  ctr: Number(row['ctr']),
  clientMsgId: String(row['client_msg_id']),
  sealed: bytes(row['sealed']),
  prevOwn: bytes(row['prev_own']),
  file:
    row['file_bytes'] === null ? undefined : {sizeBytes: Number(row['file_bytes']), isDirect: row['is_direct'] === 1},
});

export type SealedRows = ReturnType<typeof openRows> & {close: () => void};

/** Makes work on a closed store end like work after a disconnect. */
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
  // Each wrapper has the type of the function that it calls.
  return {...(Object.fromEntries(guarded) as unknown as typeof rows), close};
}

function openRows(database: Database) {
  /** Prepared statements by SQL, so that each is compiled once. */
  const statements = new Map<string, ReturnType<Database['prepare']>>();
  const prepared = (sql: string): ReturnType<Database['prepare']> => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const one = (sql: string, ...values: Value[]): Row | undefined => prepared(sql).get(...values);
  const all = (sql: string, ...values: Value[]): Row[] => prepared(sql).all(...values);
  const run = (sql: string, ...values: (Value | null)[]): void => void prepared(sql).run(...values);

  return {
    /** Runs work in one transaction that excludes other programs of this store. */
    together: <T>(work: () => T): T => inTransaction(database, work),
    /** Without fsync: for data that can be fetched again. */
    lightly: (work: () => void): void => withoutSync(database, () => inTransaction(database, work)),

    /** With secure_delete: nothing of the old content stays in the file. */
    withSecureDelete: (work: () => void): void => withSecureDelete(database, work),

    secretOf: (name: string) => bytesOr(one('SELECT data FROM sealed_secret WHERE name = ?', name)?.['data']),
    putSecret: (name: string, data: Buffer) =>
      run('INSERT OR REPLACE INTO sealed_secret (name, data) VALUES (?, ?)', name, data),
    dropSecret: (name: string) => run('DELETE FROM sealed_secret WHERE name = ?', name),

    /** Login names of people with stored links, who thus had keys. */
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
    putRoom: (roomId: number, conv: Buffer, partner: string | undefined) =>
      run('INSERT OR IGNORE INTO sealed_room (room_id, conv, partner) VALUES (?, ?, ?)', roomId, conv, partner ?? null),
    labels: (): LabelRow[] =>
      // On a full disk the migration may not have run: the table may be missing.
      one("SELECT 1 FROM sqlite_master WHERE name = 'sealed_accepted'") === undefined ? [] : toLabels(all(LABELS)),
    labelOf: (label: string): LabelRow | undefined => toLabels(all(`${LABELS} WHERE label = ?`, label))[0],
    putLabel: (label: string) => run('INSERT OR IGNORE INTO sealed_label (label) VALUES (?)', label),
    acceptLabel: (label: string, roomId: number) =>
      run('INSERT OR IGNORE INTO sealed_accepted SELECT label, ? FROM sealed_label WHERE label = ?', roomId, label),
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

    madeOf(roomId: number): MadeEpochRow | undefined {
      const row = one('SELECT * FROM sealed_made WHERE room_id = ?', roomId);
      return row && {n: Number(row['n']), request: String(row['request']), key: bytes(row['key'])};
    },
    putMade: (roomId: number, {n, request, key}: MadeEpochRow) =>
      run('INSERT OR REPLACE INTO sealed_made (room_id, n, request, key) VALUES (?, ?, ?, ?)', roomId, n, request, key),
    dropMade: (roomId: number) => run('DELETE FROM sealed_made WHERE room_id = ?', roomId),

    ...seenRows(database, {one, all, run}),

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
    sentOf(roomId: number, clientMsgId: string): SentRow | undefined {
      const row = one('SELECT * FROM sealed_sent WHERE room_id = ? AND client_msg_id = ?', roomId, clientMsgId);
      if (row === undefined) return undefined;
      const fileId = textOr(row['file_id']);
      const sent = {clientMsgId, seq: Number(row['seq']), sentAtMs: Number(row['sent_at_ms'])};
      return {...sent, ...(fileId !== undefined && {fileId})};
    },
    /** Seq of the newest answer in a room; 0: none. */
    lastSentIn: (roomId: number) =>
      Number(one('SELECT max(seq) AS last FROM sealed_sent WHERE room_id = ?', roomId)?.['last'] ?? 0),
    putSent(roomId: number, {clientMsgId, seq, sentAtMs, fileId}: SentRow) {
      run(
        'INSERT OR IGNORE INTO sealed_sent (room_id, client_msg_id, seq, sent_at_ms, file_id) VALUES (?, ?, ?, ?, ?)',
        roomId,
        clientMsgId,
        seq,
        sentAtMs,
        fileId ?? null,
      );
      run('DELETE FROM sealed_sent WHERE place <= (SELECT max(place) FROM sealed_sent) - ?', SENT_MAX);
    },
    dropOut: (roomId: number, fromCtr: number, toCtr: number) =>
      run('DELETE FROM sealed_out WHERE room_id = ? AND ctr BETWEEN ? AND ?', roomId, fromCtr, toCtr),
  };
}
