/** Requests to talk directly: those of others that are not answered yet, and one's own. */
import type {AskedWay} from '../../shared/peer/signal.ts';
import type {HeardSignal} from '../peer/signalling.ts';
import type {AskedSide} from '../peer/linkSetup.ts';

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
