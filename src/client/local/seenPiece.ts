/** Per-transaction cache of seen messages; queries SQLite only when the known range is inconclusive. */
import type {SealedRows} from './sealedRows.ts';
import type {SeenRow} from './seenRows.ts';

export interface SeenPiece {
  at(seq: number): SeenRow | undefined;
  by(dev: Buffer, ctr: number): SeenRow | undefined;
  /** Whether another member cites a different message at this seq. */
  isCitedOtherwise(seq: number, id: Buffer): boolean;
  put(row: SeenRow): void;
}

/** Key of a message by its device and counter. */
export const ownPlace = (dev: Buffer, ctr: number): string => `${dev.toString('latin1')}${ctr}`;

/** Valid only within a transaction, during which no other program writes. */
export function seenPiece(rows: SealedRows, roomId: number): SeenPiece {
  const {lastSeq, lastCited} = rows.seenBounds(roomId);
  const [citedByNow, lastCtrs] = [{seq: lastCited}, new Map<string, number>()];
  const [bySeq, byCtr] = [new Map<number, SeenRow>(), new Map<string, SeenRow>()];
  const lastCtrOf = (dev: Buffer): number => {
    const key = dev.toString('latin1');
    const last = lastCtrs.get(key) ?? rows.lastCtrOf(roomId, dev);
    lastCtrs.set(key, last);
    return last;
  };
  return {
    at: seq => bySeq.get(seq) ?? (seq > lastSeq ? undefined : rows.seenAt(roomId, seq)),
    by: (dev, ctr) =>
      byCtr.get(ownPlace(dev, ctr)) ?? (ctr > lastCtrOf(dev) ? undefined : rows.seenBy(roomId, dev, ctr)),
    isCitedOtherwise: (seq, id) => seq <= citedByNow.seq && rows.isCitedOtherwise(roomId, seq, id),
    put(row) {
      rows.putSeen(roomId, row);
      citedByNow.seq = Math.max(citedByNow.seq, row.citeSeq);
      bySeq.set(row.seq, row);
      byCtr.set(ownPlace(row.dev, row.ctr), row);
    },
  };
}
