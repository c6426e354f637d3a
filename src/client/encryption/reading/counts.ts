/** Counts unread messages of an encrypted conversation; the server cannot read them, so its counts are too rough. */
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Core} from '../../core/core.ts';
import {countUnread} from '../../state/room/unreadCounts.ts';

export interface Counted {
  lastSeq: number;
  unread: number;
  mentions: number;
}

/** Counts again, after entries could be decrypted that were not readable before. */
export async function recount(client: Core, roomId: number): Promise<void> {
  const room = client.getState().roomById[roomId]?.room;
  if (room === undefined) return;
  const {readSeq, resets = 0} = room;
  client.dispatch({type: 'countsTold', roomId, readSeq, resets, ...(await countAfter(client, roomId, readSeq))});
}

/** Counts entries after `readSeq`, up to the limit of unread counts. */
async function countAfter(client: Core, roomId: number, readSeq: number): Promise<Counted> {
  const {me, roomById} = client.getState();
  const {ignored, highlights} = roomById[roomId] ?? {};
  const counted: Counted = {lastSeq: readSeq, unread: 0, mentions: 0};
  while (counted.unread < FIXED_LIMITS.unreadCountMax) {
    const page = await client.request('entryList', {
      roomId,
      afterSeq: counted.lastSeq,
      limit: FIXED_LIMITS.pageSizeMax,
    });
    const {unread, mentions} = countUnread(page.entries, readSeq, {me: me?.name ?? '', ignored, highlights});
    counted.unread += unread;
    counted.mentions += mentions;
    const last = page.entries.at(-1)?.seq;
    // A page without greater seqs is the last one.
    if (last === undefined || last <= counted.lastSeq) break;
    counted.lastSeq = last;
    if (last >= page.lastSeq) break;
  }
  return counted;
}
