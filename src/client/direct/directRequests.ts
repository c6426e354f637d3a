/** Pending requests for direct conversations: those of others, and one's own. */
import type {EndpointOffer} from '../../shared/peer/signal.ts';
import type {ReceivedSignal} from '../peer/signalling.ts';
import type {AskedSide} from '../peer/linkSetup.ts';

/** Timeout of a request in milliseconds; afterwards its listener is closed and no answer is expected. */
export const ASKED_MS = 120_000;
/** Pending requests of others; more are ignored. */
const ASKED_MAX = 20;

/** A request of somebody else that is not answered yet. */
export interface OtherRequest {
  sessionId: string;
  from: string;
  endpoint: ReceivedSignal<EndpointOffer>;
  atMs: number;
}

/** One's own request. */
export interface OwnRequest {
  sessionId: string;
  name: string;
  side: AskedSide;
  timer: NodeJS.Timeout;
  /** Number of answers that were refused. */
  refused: number;
}

/** Requests of others by name; those older than `ASKED_MS` are removed. */
export interface OtherRequests {
  /** Returns false when too many requests are pending. */
  add(request: OtherRequest): boolean;
  of(name: string): OtherRequest | undefined;
  names(): string[];
  delete(name: string): void;
  clear(): void;
}

export function createOtherRequests(now: () => number): OtherRequests {
  const byName = new Map<string, OtherRequest>();
  const removeOld = () => {
    // Also where the clock was set back: it must not last longer because of it.
    for (const [name, {atMs}] of byName) if (Math.abs(now() - atMs) > ASKED_MS) byName.delete(name);
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
