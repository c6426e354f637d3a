/** Decides for which unreadable entries the server is asked for devices and keys, without repeating fruitless requests. */
import type {Entry} from '../../../shared/entries/entry.ts';
import {isWaitingForKeys} from './failure.ts';

export interface MissingKeys {
  /** Whether devices or keys may make the entry readable, and a request for them is not yet exhausted. */
  isAskedFor(roomId: number, entry: Entry): boolean;
  /** Reports a request for `lacking` entries: those in `opened` that still lack the same make it fruitless. */
  asked(roomId: number, lacking: readonly Entry[], opened: readonly Entry[]): void;
}

/** Fruitless requests per minute and missing item: anybody can send an entry that needs keys which nobody has. */
const FRUITLESS_MAX = 3;
const FRUITLESS_MS = 60_000;
/** Maximum number of missing items that are remembered; the oldest are dropped. */
const REMEMBERED_MAX = 1_000;

/** What an entry lacks, as a key: a device of its sender, or a key of its room. */
function lackedBy(roomId: number, entry: Entry): string | undefined {
  // Keys from before this person joined come only from a member, and their arrival is reported.
  if (entry.kind !== 'sealed' || !isWaitingForKeys(entry.failure) || entry.failure === 'before') return undefined;
  return entry.failure === 'device' ? `device ${entry.sender}` : `key ${roomId}`;
}

export function openMissingKeys(now: () => number): MissingKeys {
  const fruitless = new Map<string, {sinceMs: number; count: number}>();
  const recent = (what: string) => {
    const known = fruitless.get(what);
    return known !== undefined && Math.abs(now() - known.sinceMs) < FRUITLESS_MS ? known : undefined;
  };
  return {
    isAskedFor(roomId, entry) {
      const what = lackedBy(roomId, entry);
      return what !== undefined && (recent(what)?.count ?? 0) < FRUITLESS_MAX;
    },
    asked(roomId, lacking, opened) {
      const still = new Set(opened.map(entry => lackedBy(roomId, entry)));
      for (const what of new Set(lacking.flatMap(entry => lackedBy(roomId, entry) ?? []))) {
        const {sinceMs, count} = recent(what) ?? {sinceMs: now(), count: 0};
        fruitless.delete(what);
        if (still.has(what)) fruitless.set(what, {sinceMs, count: count + 1});
      }
      for (const oldest of fruitless.keys()) {
        if (fruitless.size <= REMEMBERED_MAX) break;
        fruitless.delete(oldest);
      }
    },
  };
}
