/** Tracks conversations that are being opened, so that they can be stopped at any step until they are open. */
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {EstablishedLink} from '../peer/linkSetup.ts';
import {openKeptConversation, type KeptConversation} from './keptConversation.ts';

export interface OpeningConversation {
  name: string;
  sessionId: string;
}

export interface Openings {
  /** @throws the error of `work`, or direct-ended when it was stopped through `signal` */
  run<T extends number | undefined>(of: OpeningConversation, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The promise of the opening that is in progress with this person. */
  outcomeOf(name: string): Promise<number | undefined> | undefined;
  /** @returns the openings that were stopped */
  stop(isMeant: (one: OpeningConversation) => boolean): OpeningConversation[];
}

interface Running extends OpeningConversation {
  stopping: AbortController;
  outcome: Promise<number | undefined>;
}

export function createOpenings(): Openings {
  const all = new Set<Running>();
  return {
    run(of, work) {
      const stopping = new AbortController();
      // Deferred by one microtask, so that `work` starts after this opening is in the set.
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

export type ConversationLink = EstablishedLink & {kept: KeptConversation};

interface Connecting {
  name: string;
  /** The own side of the connection; always closed when the opening ends. */
  side: {connect: () => Promise<EstablishedLink>; close: () => void};
  signal: AbortSignal;
  /** Runs before the search for a connection, for example to send the answer. */
  before?: () => Promise<unknown>;
  /** Called with the connection, unless the opening was stopped. */
  open: (link: ConversationLink) => number;
}

/** Opens the stored messages before the connection, so that the first incoming message can be stored. */
export async function connectConversation(
  client: Core,
  {name, side, signal, before, open}: Connecting,
): Promise<number> {
  const close = () => side.close();
  signal.addEventListener('abort', close, {once: true});
  let kept: KeptConversation | undefined;
  try {
    signal.throwIfAborted();
    kept = await openKeptConversation(client, name);
    signal.throwIfAborted();
    await before?.();
    const link = await side.connect();
    // The connection may have been established just before the stop.
    if (signal.aborted) link.link.socket.destroy();
    signal.throwIfAborted();
    return open({kept, ...link});
  } catch (error) {
    kept?.close();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', close);
    side.close();
  }
}
