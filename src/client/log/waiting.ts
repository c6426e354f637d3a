/**
 * Waits until the state meets a condition. By hand: `events.once` and similar helpers wait for an event, not for a state that
 * may already be reached.
 */
import {ChatError} from '../../shared/errors.ts';
import {TIMEOUTS} from '../../shared/limits.ts';
import type {Core} from '../core/core.ts';
import type {Connection, State} from '../state/state.ts';

/**
 * Resolves with the first result of `look`, which is called now and after every change; an error of `look` rejects.
 * @throws timed-out
 */
export function until<T>(client: Core, look: (state: State) => T | undefined, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = () => {
      try {
        const found = look(client.getState());
        if (found === undefined) return;
        stop();
        resolve(found);
      } catch (error) {
        stop();
        reject(error as Error);
      }
    };
    const timer = setTimeout(() => {
      stop();
      reject(new ChatError('timed-out'));
    }, timeoutMs);
    const unsubscribe = client.subscribe(check);
    const stop = () => {
      clearTimeout(timer);
      unsubscribe();
    };
    check();
  });
}

/**
 * Resolves when the connection has this status. The first failure to connect is final; with `isHasty`, a request of the
 * server to wait, too.
 * @throws the reason
 */
export async function untilStatus(client: Core, status: 'anonymous' | 'online', isHasty = false): Promise<void> {
  await until(
    client,
    ({connection}) => {
      const failure = failureOf(connection, isHasty);
      if (failure !== undefined) throw failure;
      return connection.status === status ? true : undefined;
    },
    TIMEOUTS.connectMs + TIMEOUTS.requestMs,
  );
}

function failureOf(connection: Connection, isHasty: boolean): ChatError | undefined {
  if (connection.status !== 'ended' && connection.status !== 'reconnecting') return undefined;
  // The server only asks to wait for admission: keep waiting.
  if (connection.code === 'admission-delayed' && !isHasty) return undefined;
  return new ChatError(connection.code, connection.detail);
}
