/** Requests to talk directly: those of others that are not answered yet, and one's own. */
import type {AskedWay} from '../../shared/peer/signal.ts';
import type {HeardSignal} from '../peer/signalling.ts';
import type {AskedSide} from '../peer/linkSetup.ts';

/** Timeout of a request; then its listener is closed, and whoever was asked need not answer it any more. */
export const ASKED_MS = 120_000;
/** Pending requests of others; more are ignored. */
const ASKED_MAX = 20;

/** Asked by somebody else, and not answered yet. */
export interface OtherRequest {
  sessionId: string;
  from: string;
  way: HeardSignal<AskedWay>;
  atMs: number;
}

/** Asked by oneself. */
export interface OwnRequest {
  sessionId: string;
  name: string;
  side: AskedSide;
  timer: NodeJS.Timeout;
  /** Answers that were not taken. */
  refused: number;
}

/** By name; there is none that its asker waits for no more. */
export interface OtherRequests {
  /** False where there are too many. */
  add(request: OtherRequest): boolean;
  of(name: string): OtherRequest | undefined;
  names(): string[];
  delete(name: string): void;
  clear(): void;
}

export function createOtherRequests(now: () => number): OtherRequests {
  const byName = new Map<string, OtherRequest>();
  const removeOld = () => {
    for (const [name, {atMs}] of byName) if (now() - atMs > ASKED_MS) byName.delete(name);
  };
  return {
    add(request) {
      removeOld();
      if (byName.size >= ASKED_MAX && !byName.has(request.from)) return false;
      byName.set(request.from, request);
      return true;
    },
    of(name) {
      removeOld();
      return byName.get(name);
    },
    names() {
      removeOld();
      return [...byName.keys()];
    },
    delete: name => void byName.delete(name),
    clear: () => byName.clear(),
  };
}
