/** Fetches a gap at the end of a room's log: page by page, or, if it is long, by jumping to the newest page. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Core} from '../core/core.ts';
import {gapAfter, heldSeq} from '../state/room/roomState.ts';
import {fetchNewest} from './fetching.ts';

/** A longer gap is not filled: the newest page replaces the loaded entries. */
const GAP_PAGES_MAX = 5;
const PAGE = FIXED_LIMITS.pageSizeMax;

/** @returns `stuck` when the server returns nothing that fits, `recount` when the counts must be requested */
export async function fetchGap(client: Core, roomId: number): Promise<'filled' | 'stuck' | 'recount'> {
  const at = () => client.getState().roomById[roomId];
  for (let pages = 0; ; pages++) {
    const one = at();
    const afterSeq = one && gapAfter(one);
    if (one === undefined || afterSeq === undefined) return 'filled';
    if (pages === GAP_PAGES_MAX || one.room.lastSeq - afterSeq > GAP_PAGES_MAX * PAGE) return leap(client, roomId);
    const page = await client.request('entryList', {roomId, afterSeq, limit: PAGE});
    client.dispatch({type: 'entriesLoaded', roomId, place: 'after', ...page});
    const after = at();
    if (after !== undefined && heldSeq(after) === afterSeq) return 'stuck';
  }
}

/** Jumps over a long gap: loads the newest page and the server's counts. */
async function leap(client: Core, roomId: number): Promise<'stuck' | 'recount'> {
  const before = client.getState().roomById[roomId];
  if (before?.isLoaded !== true) return 'recount';
  await fetchNewest(client, roomId);
  const after = client.getState().roomById[roomId];
  return after !== undefined && heldSeq(after) === heldSeq(before) ? 'stuck' : 'recount';
}
