/** What is unread in an encrypted conversation, counted here: the server knows only that there is something. */
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Core} from '../../core/core.ts';
import {isMention, isUnread} from '../../state/room/counting.ts';

export interface Counted {
  lastSeq: number;
  unread: number;
  mentions: number;
}

/** After this seq, up to where counts stop. */
export async function countAfter(client: Core, roomId: number, readSeq: number): Promise<Counted> {
  const {me, roomById} = client.getState();
  const name = me?.name ?? '';
  const counted: Counted = {lastSeq: readSeq, unread: 0, mentions: 0};
  while (counted.unread < FIXED_LIMITS.unreadCountMax) {
    const page = await client.request('entryList', {
      roomId,
      afterSeq: counted.lastSeq,
      limit: FIXED_LIMITS.pageSizeMax,
    });
    for (const entry of page.entries) {
      if (!isUnread(entry, readSeq, name, roomById[roomId]?.ignored)) continue;
      counted.unread++;
      if (isMention(entry, name)) counted.mentions++;
    }
    const last = page.entries.at(-1)?.seq;
    if (last === undefined) break;
    counted.lastSeq = last;
    if (last >= page.lastSeq) break;
  }
  return counted;
}
