/**
 * Queue of password hashes. A hash uses a core for tens of milliseconds, so few run at once. The rest waits, round robin by
 * network, and every second turn goes to accounts or networks that the server knows. Hand-written, because `p-limit` and similar
 * libraries serve in order of arrival, so one network could delay all others.
 */
import {ChatError} from '../../../shared/errors.ts';
import {openFairQueue, type FairQueue} from '../limits/fairQueue.ts';

/** Who asks for a hash. */
export interface Asker {
  /** Key of the line: a network, or an account that is known there. */
  line: string;
  /** Signed in, or has logged in from this network before. */
  isKnown: boolean;
  /** True if nobody waits for the answer any more. */
  isGone(): boolean;
}

interface Waiting {
  asker: Asker;
  go(): void;
  refuse(error: ChatError): void;
}

/** @param waitingMax maximum number of known askers, and of all others */
export function openHashQueue(atOnceMax: number, waitingMax: number) {
  const known = openFairQueue<Waiting>();
  const others = openFairQueue<Waiting>();
  let running = 0;
  let isKnownNext = true;

  const isGone = (one: Waiting): boolean => {
    if (!one.asker.isGone()) return false;
    one.refuse(new ChatError('disconnected'));
    return true;
  };
  function next(): Waiting | undefined {
    const [first, second] = isKnownNext ? [known, others] : [others, known];
    isKnownNext = !isKnownNext;
    return first.take(isGone) ?? second.take(isGone);
  }
  async function turn(asker: Asker): Promise<void> {
    if (running < atOnceMax) {
      running++;
      return;
    }
    const queue = asker.isKnown ? known : others;
    if (queue.size() >= waitingMax) makeRoom(queue, asker.line);
    // A finished task hands its slot over, so `running` does not change.
    await new Promise<void>((go, refuse) => queue.add({asker, go, refuse}, asker.line));
  }
  return {
    /** @throws busy when too many wait, disconnected when the asker is gone */
    async run<T>(asker: Asker, work: () => Promise<T>): Promise<T> {
      await turn(asker);
      try {
        return await work();
      } finally {
        const one = next();
        if (one === undefined) running--;
        else one.go();
      }
    },
  };
}

/** Drops the last item of the longest line. @throws busy if that is the asker's own line */
function makeRoom(queue: FairQueue<Waiting>, line: string): void {
  if (queue.lengthOfLongest() <= queue.lengthOf(line) + 1) throw new ChatError('busy');
  queue.takeLastOfLongest()?.refuse(new ChatError('busy'));
}
