/** Decides for which entries that cannot be read the server is asked: not again and again for what it does not have. */
import type {Entry} from '../../../shared/entries/entry.ts';

export interface Lacking {
  /** It may resolve once devices and keys are asked for, and its turn to be asked for is now. */
  isAskedFor(roomId: number, entry: Entry): boolean;
  /** These were asked for; among all that were opened again, some may lack the same as before. */
  asked(roomId: number, lacking: readonly Entry[], opened: readonly Entry[]): void;
}

/** Failures that may resolve once more is known. */
const MAY_COME: ReadonlySet<string> = new Set(['epoch-unknown', 'device', 'key-missing']);
/** Anybody can say something that lacks what nobody has: within a minute so many requests may bring nothing. */
const FRUITLESS_MAX = 3;
const FRUITLESS_MS = 60_000;
/** People and rooms that are remembered; the oldest ones go. */
const REMEMBERED_MAX = 1_000;

/** Devices are those of a person, keys those of a room. */
function lackedBy(roomId: number, entry: Entry): string | undefined {
  if (entry.kind !== 'sealed' || !MAY_COME.has(entry.failure ?? '')) return undefined;
  return entry.failure === 'device' ? `device ${entry.sender}` : `key ${roomId}`;
}

export function openLacking(now: () => number): Lacking {
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
