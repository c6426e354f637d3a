/** Whether files may go directly between this machine and another person's: what was said before, or asks now, once. */
import type {Route} from '../../core/route.ts';
import type {Core} from '../../core/core.ts';

/** Whoever does not answer keeps their address to themselves, this time. */
const ANSWER_MS = 60_000;

export interface Asking {
  /** Without asking. `ask`: nothing was said yet. */
  known(name: string, wanted: Route | undefined): Promise<'yes' | 'no' | 'ask'>;
  /** Asks where nothing was said; at most one question about a person at a time. */
  may(name: string, wanted: Route | undefined, signal: AbortSignal): Promise<boolean>;
  answered(name: string, isShared: boolean): void;
  close(): void;
}

export function openAsking(client: Core): Asking {
  const {options, permissions} = client;
  const waiting = new Map<string, Set<(isShared: boolean) => void>>();
  const ask = (name: string, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const waiters = waiting.get(name) ?? new Set();
      waiting.set(name, waiters);
      const timer = setTimeout(
        () => client.dispatch({type: 'addressAnswered', name, isShared: false}),
        ANSWER_MS,
      ).unref();
      const over = () => {
        clearTimeout(timer);
        waiters.delete(answered);
        signal.removeEventListener('abort', stopped);
      };
      const answered = (isShared: boolean) => {
        over();
        resolve(isShared);
      };
      const stopped = () => {
        over();
        if (waiters.size === 0) client.dispatch({type: 'addressAnswered', name, isShared: false});
        reject(signal.reason as Error);
      };
      waiters.add(answered);
      signal.addEventListener('abort', stopped, {once: true});
      client.dispatch({type: 'addressAsked', name});
    });
  const asking: Asking = {
    async known(name, wanted) {
      if (wanted === 'direct') return 'yes';
      if (wanted === 'relay') return 'no';
      const {direct} = await permissions.of(name);
      if (direct !== 'ask') return direct === 'always' ? 'yes' : 'no';
      if (options.route === 'direct') return 'yes';
      // Nobody is there to be asked in a shell verb.
      return options.route === 'relay' || options.isHeadless === true ? 'no' : 'ask';
    },
    async may(name, wanted, signal) {
      signal.throwIfAborted();
      const known = await asking.known(name, wanted);
      return known === 'ask' ? ask(name, signal) : known === 'yes';
    },
    answered(name, isShared) {
      const waiters = [...(waiting.get(name) ?? [])];
      waiting.delete(name);
      for (const answer of waiters) answer(isShared);
    },
    close() {
      for (const name of waiting.keys()) asking.answered(name, false);
    },
  };
  return asking;
}
