/** Placeholders for removed entries, for clients that know nothing of retention: they read a log one entry after the other. */
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

/** Deleted messages up to where the log begins; nothing for who goes up, and sees the end of it in an empty page. */
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

/** The same each time. */
const idOf = (roomId: number, seq: number): string => idNamed(`removed:${roomId}:${seq}`);
