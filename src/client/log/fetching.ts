/** Pages of the log and of member lists, asked for and put where they belong. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {User} from '../../shared/model.ts';
import type {Core} from '../core/core.ts';
import {MEMBERS_MAX} from '../state/roomMerge.ts';
import {gapAfter, heldSeq} from '../state/roomState.ts';

/** A gap longer than this is not walked through: the newest page takes its place. */
const GAP_PAGES_MAX = 5;
const PAGE = FIXED_LIMITS.pageSizeMax;
/** What a screen asks for first. */
const NEWEST_COUNT = 100;

export async function fetchNewest(client: Core, roomId: number): Promise<void> {
  const page = await client.request('entryList', {roomId, limit: NEWEST_COUNT});
  client.dispatch({type: 'entriesLoaded', roomId, place: 'newest', ...page});
}

/** @returns `stuck` when the server has nothing that fits, `recount` when the counts must be asked for anew */
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

/** Over a gap that is too long: the newest page instead of what was here, and the server's counts. */
async function leap(client: Core, roomId: number): Promise<'stuck' | 'recount'> {
  const before = client.getState().roomById[roomId];
  if (before?.isLoaded !== true) return 'recount';
  await fetchNewest(client, roomId);
  const after = client.getState().roomById[roomId];
  return after !== undefined && heldSeq(after) === heldSeq(before) ? 'stuck' : 'recount';
}

export async function fetchOlder(client: Core, roomId: number): Promise<void> {
  const one = client.getState().roomById[roomId];
  const beforeSeq = one?.entries[0]?.seq ?? 0;
  if (one === undefined || one.isLoadingOlder || beforeSeq <= 1) return;
  client.dispatch({type: 'olderRequested', roomId});
  try {
    const page = await client.request('entryList', {roomId, beforeSeq, limit: PAGE});
    client.dispatch({type: 'entriesLoaded', roomId, place: 'before', ...page});
  } catch (error) {
    client.dispatch({type: 'olderFailed', roomId});
    throw error;
  }
}

export async function fetchMembers(client: Core, roomId: number): Promise<void> {
  const members: User[] = [];
  for (;;) {
    const afterName = members.at(-1)?.name;
    const page = await client.request('memberList', {roomId, limit: PAGE, ...(afterName !== undefined && {afterName})});
    members.push(...page.members);
    const isDone = !page.hasMore || page.members.length === 0 || members.length >= MEMBERS_MAX;
    if (isDone) return client.dispatch({type: 'membersLoaded', roomId, members, total: page.total});
  }
}
