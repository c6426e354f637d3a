/**
 * Whether files may go directly to or from a person, which shows them this machine's address: by stored permission, or by a
 * question.
 */
import type {Route} from '../../core/route.ts';
import type {Core} from '../../core/core.ts';
import {createWaiters} from '../../core/waiters.ts';

/** Timeout of the question in milliseconds; then the address stays hidden for this time. */
const ANSWER_MS = 60_000;

export interface AddressConsent {
  /** The stored decision; `ask` where there is none. */
  known(name: string, wanted: Route | undefined): Promise<'yes' | 'no' | 'ask'>;
  /** Asks the person if there is no decision; one question per person at a time. */
  may(name: string, wanted: Route | undefined, signal: AbortSignal): Promise<boolean>;
  answered(name: string, isShared: boolean): void;
  close(): void;
}

export function openAddressConsent(client: Core): AddressConsent {
  const {options, permissions} = client;
  const answers = createWaiters<string, boolean>();
  const ask = async (name: string, signal: AbortSignal): Promise<boolean> => {
    const answer = answers.wait(name, {signal, timeoutMs: ANSWER_MS});
    client.dispatch({type: 'addressAsked', name});
    let isShared: boolean | undefined;
    try {
      isShared = await answer;
    } finally {
      // The question has timed out, or is no longer needed.
      if (isShared === undefined && !answers.isAwaited(name))
        client.dispatch({type: 'addressAnswered', name, isShared: false});
    }
    return isShared ?? false;
  };
  const asking: AddressConsent = {
    async known(name, wanted) {
      if (wanted === 'direct') return 'yes';
      if (wanted === 'relay') return 'no';
      const {direct} = await permissions.of(name);
      if (direct !== 'ask') return direct === 'always' ? 'yes' : 'no';
      if (options.route === 'direct') return 'yes';
      // A shell verb cannot ask.
      return options.route === 'relay' || options.isHeadless === true ? 'no' : 'ask';
    },
    async may(name, wanted, signal) {
      signal.throwIfAborted();
      const known = await asking.known(name, wanted);
      return known === 'ask' ? ask(name, signal) : known === 'yes';
    },
    answered: (name, isShared) => answers.tell(name, isShared),
    close() {
      for (const name of answers.keys()) answers.tell(name, false);
    },
  };
  return asking;
}
