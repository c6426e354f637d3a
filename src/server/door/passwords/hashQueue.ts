/**
 * Whose password is hashed next. A hash takes tens of milliseconds of a whole core, so few run at once and the rest wait: each
 * network in turn, so that nobody can put a crowd before everybody else, and before them, every second time, those whom the
 * server knows. By hand: queues from the registry know priorities, but no turns, and cannot give up what nobody waits for any
 * more.
 */
import {ChatError} from '../../../shared/errors.ts';

/** Who asks for a hash. */
export interface Asker {
  /** Who waits in one line, in order: a network, or an account that is known there. */
  line: string;
  /** Signed in, or logged in from this network before. */
  isKnown: boolean;
  /** True once nobody waits for the answer. */
  isGone(): boolean;
}

interface Waiting {
  asker: Asker;
  go(): void;
  refuse(error: ChatError): void;
}

/** Lines that take turns. */
type Lines = Map<string, Waiting[]>;

/** @param waitingMax of the known, and as many of all others */
export function openHashQueue(atOnceMax: number, waitingMax: number) {
  const known: Lines = new Map();
  const others: Lines = new Map();
  let running = 0;
  let isKnownNext = true;

  function next(): Waiting | undefined {
    const [first, second] = isKnownNext ? [known, others] : [others, known];
    isKnownNext = !isKnownNext;
    return takeFirst(first) ?? takeFirst(second);
  }
  async function turn(asker: Asker): Promise<void> {
    if (running < atOnceMax) {
      running++;
      return;
    }
    const lines = asker.isKnown ? known : others;
    const line = lines.get(asker.line) ?? [];
    if (countOf(lines) >= waitingMax) makeRoom(lines, line.length);
    // Whoever finishes hands the place over, so `running` stays as it is.
    await new Promise<void>((go, refuse) => {
      line.push({asker, go, refuse});
      lines.set(asker.line, line);
    });
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

/** The first of the line whose turn it is, which then goes behind the others. */
function takeFirst(lines: Lines): Waiting | undefined {
  for (const [key, line] of lines) {
    lines.delete(key);
    for (let one = line.shift(); one !== undefined; one = line.shift()) {
      if (one.asker.isGone()) {
        one.refuse(new ChatError('disconnected'));
        continue;
      }
      if (line.length > 0) lines.set(key, line);
      return one;
    }
  }
  return undefined;
}

const countOf = (lines: Lines) => [...lines.values()].reduce((count, line) => count + line.length, 0);

/** The last of the longest line gives way to a shorter one. @throws busy when the asker's own line is the longest */
function makeRoom(lines: Lines, ownLength: number): void {
  let longest: Waiting[] = [];
  for (const line of lines.values()) if (line.length > longest.length) longest = line;
  if (longest.length <= ownLength + 1) throw new ChatError('busy');
  longest.pop()?.refuse(new ChatError('busy'));
}
