/** Deletes a person's messages, the latest or all of them, in steps that let other work run in between. */
import {plural} from '../../shared/text/figures.ts';
import {durationText} from '../../shared/words/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {ServerContext} from '../context.ts';
import type {SweptPlace} from '../storeContract/sanctions.ts';
import {recordDeed, type Doer} from '../audit/audit.ts';
import {targetOf} from './targetOf.ts';

const AT_ONCE = 50;
const LISTED = 1_000;

export interface Purge {
  by: Doer;
  /** Name without `#`; absent: all rooms. */
  room?: string | undefined;
  /** The newest `count` messages, or those not older than `ms`. */
  last: {count: number} | {ms: number};
}

/** @throws user-not-found, direct-self, room-not-found, not-allowed */
export async function purgeMessages(server: ServerContext, typed: string, {by, room, last}: Purge): Promise<string> {
  const {store, now, log} = server;
  const {userId, name} = await targetOf(server, by, typed);
  const found = room === undefined ? undefined : await store.roomFind(room.toLowerCase(), by.userId);
  if (room !== undefined && found === undefined) throw new ChatError('room-not-found', `#${room}`.slice(0, 70));
  const page = {
    userId,
    byUserId: by.userId,
    roomId: found?.roomId,
    sinceMs: 'ms' in last ? now() - last.ms : undefined,
    limit: 'count' in last ? last.count : FIXED_LIMITS.purgedMax,
  };
  const count = await removeAll(server, await store.messageSweepList(page), {userId, byUserId: by.userId});
  const what = 'count' in last ? `the last ${last.count}` : `of the last ${durationText(last.ms)}`;
  const where = room === undefined ? '' : ` in #${room}`;
  log.info({by: by.name, name, count}, 'messages removed');
  recordDeed(server, by, {method: 'purge', about: `${count} messages of @${name}, ${what}${where}`});
  const more = count === FIXED_LIMITS.purgedMax ? ' There may be more: do it again.' : '';
  return `${plural(count, 'message')} of @${name}${where} ${count === 1 ? 'is' : 'are'} removed.${more}`;
}

/** Deletes all messages of an account, in all rooms. */
export async function removeEverything(server: ServerContext, userId: number, by: Doer): Promise<number> {
  let count = 0;
  for (;;) {
    const step = {userId, byUserId: by.userId, isWhole: true};
    const places = await server.store.messageSweepList({...step, limit: LISTED});
    if (places.length === 0) return count;
    count += await removeAll(server, places, step);
  }
}

async function removeAll(
  {store, now}: ServerContext,
  places: readonly SweptPlace[],
  step: {userId: number; byUserId: number; isWhole?: boolean},
): Promise<number> {
  let count = 0;
  for (let at = 0; at < places.length; at += AT_ONCE)
    count += await store.messageSweep({...step, places: places.slice(at, at + AT_ONCE), atMs: now()});
  return count;
}
