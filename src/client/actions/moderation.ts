/** Reports a person or a message to the moderators. */
import {isIgnored} from '../state/room/ignored.ts';
import {ChatError} from '../../shared/errors.ts';
import {isCounted} from '../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Client} from '../client.ts';
import {roomByLabel, shownRoom} from '../state/selectors.ts';
import type {RoomState, State} from '../state/state.ts';
import {toLoginName} from './room.ts';

export type Reported = {name: string} | {roomId: number; seq: number};

/**
 * Parses what to report: `@name`, `#room/12`, or a number counted from the newest message on screen.
 * @throws entry-not-found, user-not-found
 */
export function toReported(state: State, typed: string): Reported {
  const [, label, seq] = /^(#[^/]+)\/(\d{1,15})$/.exec(typed) ?? [];
  if (label !== undefined) {
    const named = roomByLabel(state, label);
    if (named === undefined) throw new ChatError('not-in-room', label.slice(0, 70));
    return {roomId: named.room.roomId, seq: Number(seq)};
  }
  if (!/^\d{1,6}$/.test(typed)) return {name: toLoginName(typed)};
  const here = shownRoom(state);
  const entry = here && saidIn(here).at(-Number(typed));
  if (here === undefined || entry === undefined || typed === '0') throw new ChatError('entry-not-found');
  return {roomId: here.room.roomId, seq: entry.seq};
}

const saidIn = (one: RoomState) => one.entries.filter(entry => isCounted(entry) && !isIgnored(one, entry));

/** @throws user-not-found, not-in-room, entry-not-found, direct-self */
export async function report(client: Client, reported: Reported, reason: string): Promise<void> {
  await client.request('reportMake', {...reported, reason: reason.slice(0, FIXED_LIMITS.reasonLengthMax)});
}
