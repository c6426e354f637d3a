/** Conversations that are being opened: known from the first step on, so that they can be stopped until they are open. */
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {Met} from '../peer/linkSetup.ts';
import {openKeptTalk, type KeptTalk} from './keptTalk.ts';

export interface Opening {
  name: string;
  sessionId: string;
}

export interface Openings {
  /** @throws what the work throws, direct-ended where it heeds that it was stopped */
  run<T extends number | undefined>(of: Opening, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** What comes of the one with this person that is under way. */
  outcomeOf(name: string): Promise<number | undefined> | undefined;
  /** @returns those that were under way */
  stop(isMeant: (one: Opening) => boolean): Opening[];
}

interface Running extends Opening {
  stopping: AbortController;
  outcome: Promise<number | undefined>;
}

export function createOpenings(): Openings {
  const all = new Set<Running>();
  return {
    run(of, work) {
      const stopping = new AbortController();
      // One step later, when it is among the others.
      const outcome = Promise.resolve()
        .then(() => work(stopping.signal))
        .finally(() => all.delete(one));
      const one: Running = {...of, stopping, outcome};
      all.add(one);
      return outcome;
    },
    outcomeOf: name => [...all].findLast(one => one.name === name)?.outcome,
    stop(isMeant) {
      const stopped = [...all].filter(isMeant);
      for (const one of stopped) {
        all.delete(one);
        one.stopping.abort(new ChatError('direct-ended', one.name));
      }
      return stopped;
    },
  };
}

export type MetKept = Met & {kept: KeptTalk};

interface Meeting {
  name: string;
  /** Closed in any case. */
  side: {meet: () => Promise<Met>; close: () => void};
  signal: AbortSignal;
  /** Done before the two look for each other. */
  before?: () => Promise<unknown>;
  /** Called where it was not stopped. */
  open: (met: MetKept) => number;
}

/** Opens the stored messages before the connection, so that nothing that comes first is lost. */
export async function meetKept(client: Core, {name, side, signal, before, open}: Meeting): Promise<number> {
  const close = () => side.close();
  signal.addEventListener('abort', close, {once: true});
  let kept: KeptTalk | undefined;
  try {
    signal.throwIfAborted();
    kept = await openKeptTalk(client, name);
    signal.throwIfAborted();
    await before?.();
    const met = await side.meet();
    // The two may have met just before.
    if (signal.aborted) met.link.socket.destroy();
    signal.throwIfAborted();
    return open({kept, ...met});
  } catch (error) {
    kept?.close();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', close);
    side.close();
  }
}
