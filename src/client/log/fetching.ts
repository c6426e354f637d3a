/** Fetches pages of logs and member lists into the state. */
import type {Entry} from '../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Member} from '../../shared/model.ts';
import type {Payload} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';
import {LISTED_MEMBERS_MAX} from '../state/room/roomMerge.ts';
import {beginningOf} from '../state/room/removed.ts';
import type {RoomState} from '../state/state.ts';
import {heldEntries, isHeld} from '../state/room/pieces.ts';

const PAGE = FIXED_LIMITS.pageSizeMax;
/** Number of entries that are fetched first for a room on screen. */
export const NEWEST_COUNT = 100;

export async function fetchNewest(client: Core, roomId: number): Promise<void> {
  const page = await client.request('entryList', {roomId, limit: NEWEST_COUNT});
  client.dispatch({type: 'entriesLoaded', roomId, place: 'newest', ...page});
}

/** Which piece to load: entries before, after or around a seq. */
export type WantedPiece = {beforeSeq: number} | {afterSeq: number} | {aroundSeq: number};

/** Number of entries fetched before the wanted one, as context. */
const CONTEXT = 50;

/**
 * Fetches one page of a wanted piece; does nothing while another one is being fetched. On an error, the caller ends the
 * loading state.
 * @returns whether entries were added
 */
export async function fetchPiece(client: Core, roomId: number, wanted: WantedPiece): Promise<boolean> {
  const at = () => client.getState().roomById[roomId];
  const before = at();
  if (before === undefined || before.isLoadingOlder) return true;
  if ('beforeSeq' in wanted && wanted.beforeSeq <= beginningOf(before.room)) return true;
  client.dispatch({type: 'olderRequested', roomId});
  const fetch = async (place: {beforeSeq: number} | {afterSeq: number}) => {
    const page = await client.request('entryList', {roomId, ...place, limit: PAGE});
    client.dispatch({type: 'entriesLoaded', roomId, place: 'piece', ...page});
  };
  if (!('aroundSeq' in wanted)) await fetch(wanted);
  else await fetch({afterSeq: Math.max(0, wanted.aroundSeq - CONTEXT - 1)});
  // The server limits a page by bytes, so the wanted entry may be missing.
  if ('aroundSeq' in wanted && !isHeldIn(at(), wanted.aroundSeq)) await fetch({afterSeq: wanted.aroundSeq - 1});
  const after = at();
  return after !== undefined && heldEntries(after) !== heldEntries(before);
}

const isHeldIn = (one: RoomState | undefined, seq: number): boolean => one !== undefined && isHeld(one, seq);

export async function fetchMembers(client: Core, roomId: number): Promise<void> {
  /** Presence changes that arrive during the request, which are newer than its list. */
  const news = new Map<string, Payload<'presenceChanged'>['changes'][number]>();
  const stop = client.addPart({
    on: {
      presenceChanged({changes}) {
        for (const change of changes) if (news.size < LISTED_MEMBERS_MAX) news.set(change.name, change);
      },
    },
  });
  try {
    const members: Member[] = [];
    for (;;) {
      const afterName = members.at(-1)?.name;
      const page = await client.request('memberList', {
        roomId,
        limit: PAGE,
        ...(afterName !== undefined && {afterName}),
      });
      members.push(...page.members);
      const isDone = !page.hasMore || page.members.length === 0 || members.length >= LISTED_MEMBERS_MAX;
      if (!isDone) continue;
      const now = members.map(member => ({...member, ...news.get(member.name)}));
      return client.dispatch({type: 'membersLoaded', roomId, members: now, total: page.total});
    }
  } finally {
    stop();
  }
}

/** The first message of a thread, if it exists, and its newest answers, oldest first. */
export async function fetchThread(client: Pick<Core, 'request'>, roomId: number, seq: number): Promise<Entry[]> {
  const {entries: roots} = await client.request('entryShow', {roomId, seqs: [seq]});
  const answers: Entry[] = [];
  for (let hasMore = true; hasMore && answers.length < FIXED_LIMITS.answersMax;) {
    const beforeSeq = answers[0]?.seq;
    const before = beforeSeq === undefined ? {} : {beforeSeq};
    const page = await client.request('threadList', {roomId, seq, limit: PAGE, ...before});
    const older = page.entries.filter(entry => beforeSeq === undefined || entry.seq < beforeSeq);
    answers.unshift(...older);
    hasMore = page.hasMore && older.length > 0;
  }
  return [...roots.filter(entry => entry.seq === seq), ...answers.filter(entry => entry.seq > seq)];
}
