/** The list of finished transfers, kept between runs of the program. */
import type {Database} from './sqlite.ts';

export interface PastTransfer {
  direction: 'up' | 'down';
  outcome: 'done' | 'failed' | 'cancelled';
  fileId?: string | undefined;
  roomId: number;
  /** Text from others. */
  name: string;
  /** The other side: login name, or the room with `#`. */
  peer: string;
  sizeBytes: number;
  /** Bytes moved, and the time that took, in the run of the program that finished the transfer. */
  movedBytes: number;
  movedMs: number;
  path?: string | undefined;
  /** Hash of the transferred bytes. */
  sha256?: string | undefined;
  endedAtMs: number;
}

/** Beyond this, the oldest are dropped. */
const KEPT_MAX = 2_000;

/** Must be called inside a transaction. */
export function putPast(database: Database, one: PastTransfer): void {
  database
    .prepare(
      `INSERT INTO past_transfer (direction, outcome, file_id, room_id, name, peer, size_bytes, moved_bytes, moved_ms,
             path, sha256, ended_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      one.direction,
      one.outcome,
      one.fileId ?? null,
      one.roomId,
      one.name,
      one.peer,
      one.sizeBytes,
      one.movedBytes,
      Math.round(one.movedMs),
      one.path ?? null,
      one.sha256 ?? null,
      one.endedAtMs,
    );
  database
    .prepare('DELETE FROM past_transfer WHERE position <= (SELECT max(position) FROM past_transfer) - ?')
    .run(KEPT_MAX);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Finished transfers, newest first. */
export const readPast = (database: Database, limit = KEPT_MAX): PastTransfer[] =>
  database
    .prepare('SELECT * FROM past_transfer ORDER BY position DESC LIMIT +?')
    .all(limit)
    .map(row => ({
      direction: row['direction'] === 'up' ? 'up' : 'down',
      outcome: row['outcome'] as PastTransfer['outcome'],
      fileId: textOf(row['file_id']),
      roomId: Number(row['room_id']),
      name: String(row['name']),
      peer: String(row['peer']),
      sizeBytes: Number(row['size_bytes']),
      movedBytes: Number(row['moved_bytes']),
      movedMs: Number(row['moved_ms']),
      path: textOf(row['path']),
      sha256: textOf(row['sha256']),
      endedAtMs: Number(row['ended_at_ms']),
    }));
