/** Placeholders for entries removed by retention, for older clients, which expect every entry of a log. */
import {idNamed} from '../../shared/entries/entryId.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import {SERVER_SENDER} from '../storeContract/store.ts';

interface Asked {
  roomId: number;
  afterSeq: number | undefined;
  beforeSeq: number | undefined;
  firstSeq: number;
  limit: number;
}

/** Placeholders up to the start of the log; none when reading backwards, where an empty page means the end. */
export function removedEntries({roomId, afterSeq, beforeSeq, firstSeq, limit}: Asked): Entry[] {
  if (afterSeq === undefined) return [];
  const end = Math.min(firstSeq, beforeSeq ?? firstSeq, afterSeq + 1 + limit);
  const entries: Entry[] = [];
  for (let seq = afterSeq + 1; seq < end; seq++) {
    entries.push({
      seq,
      id: idOf(roomId, seq),
      sender: SERVER_SENDER.name,
      sentAtMs: 0,
      kind: 'gone',
      by: SERVER_SENDER.name,
    });
  }
  return entries;
}

/** A deterministic id, so that repeated pages are equal. */
const idOf = (roomId: number, seq: number): string => idNamed(`removed:${roomId}:${seq}`);
