/** Wishes to talk directly, one's own and those of others, and who waits for what becomes of them. */
import type {AskedWay} from '../../shared/peer/signal.ts';
import type {Heard} from '../peer/signalling.ts';
import type {AskedSide} from '../peer/way.ts';

/** Asked by somebody else, and not answered yet. */
export interface Asked {
  sessionId: string;
  from: string;
  way: Heard<AskedWay>;
  atMs: number;
}

/** Asked by oneself. */
export interface Asking {
  sessionId: string;
  name: string;
  side: AskedSide;
  timer: NodeJS.Timeout;
  /** Answers that were not taken. */
  refused: number;
}
