/** Warns once per person when a sender's clock is far off the server's; the order of a room is the server's. */
import {DAY_MS} from '../../../shared/limits.ts';
import type {Core} from '../../core/core.ts';
import {clockWords} from '../../wording/sealedWords.ts';
import type {OpenedEntry} from './opening.ts';

/** A sender's clock may be ahead of the server's by this much (milliseconds). */
const AHEAD_MS_MAX = 5 * 60_000;
/** Messages written offline are sent later, so only a larger lag is reported (milliseconds). */
const BEHIND_MS_MAX = 7 * DAY_MS;

export function openClocks(client: Core): (roomId: number, opened: readonly OpenedEntry[]) => void {
  const told = new Set<string>();
  return (roomId, opened) => {
    const me = client.getState().me?.name;
    for (const {entry, body} of opened) {
      if (body === undefined || entry.sender === me || told.has(entry.sender)) continue;
      const aheadMs = body.sentAtMs - entry.sentAtMs;
      if (aheadMs < AHEAD_MS_MAX && aheadMs > -BEHIND_MS_MAX) continue;
      told.add(entry.sender);
      client.notify('info', clockWords(entry.sender, aheadMs), roomId);
    }
  };
}
