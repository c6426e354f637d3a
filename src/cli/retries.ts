/** Retries temporarily refused verbs, after the wait that the server names or a short backoff; `--no-wait` turns this off. */
import {setTimeout as delay} from 'node:timers/promises';
import {DEFAULT_BACKOFF, waitMs} from '../client/line/backoff.ts';
import type {RetryOptions} from '../client/actions/messages/message.ts';
import type {Client} from '../client/client.ts';
import {ChatError, kindOf, sentenceOf, waitSecondsOf} from '../shared/errors.ts';
import type {Shell} from './shell.ts';

/** Total time of retries without a wait named by the server. The obstacles are mostly other verbs, which end soon. */
const SHORT_MS_MAX = 60_000;
const SILENT_MS_MAX = 5_000;
const SHORT_BACKOFF = {...DEFAULT_BACKOFF, firstMs: 200, maxMs: 2_000};

/** Retries until success or a permanent refusal. With `--no-wait` the first refusal is final. */
export async function withRetries<T>(shell: Shell, work: () => Promise<T>): Promise<T> {
  const startedAtMs = performance.now();
  let isTold = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ChatError) || shell.isHasty) throw error;
      const seconds = waitSecondsOf(error.code, error.detail);
      const isShort = kindOf(error.code).isBrief === true && performance.now() - startedAtMs < SHORT_MS_MAX;
      if (seconds === 0 && !isShort) throw error;
      if (seconds > 0) tellWait(shell, error, seconds);
      else if (!isTold && performance.now() - startedAtMs >= SILENT_MS_MAX) {
        isTold = true;
        tellWait(shell, error);
      }
      await delay(waitMs(seconds > 0 ? DEFAULT_BACKOFF : SHORT_BACKOFF, attempt, seconds));
    }
  }
}

/** Says why there is a wait: on a terminal always, otherwise only if it is long enough for the program to seem hung. */
function tellWait(shell: Shell, {code, detail}: ChatError, seconds = 0): void {
  if (seconds === 0) shell.tell(`${sentenceOf(code, detail, 'shell')} Trying again for a while; Ctrl+C ends it.`);
  else if (shell.stderr.isTTY || seconds * 1_000 >= SILENT_MS_MAX)
    shell.tell(`The server asks to wait ${seconds} seconds. Waiting; Ctrl+C ends it.`);
}

/** Options for messages, which the client retries itself. */
export const retryOptionsOf = (shell: Shell): RetryOptions => ({
  isHasty: shell.isHasty,
  onWait: (obstacle, seconds) => tellWait(shell, obstacle, seconds),
});

/** A client whose requests are retried. */
export const retryingClient = (shell: Shell, client: Client): Client => ({
  ...client,
  request: (name, params) => withRetries(shell, () => client.request(name, params)),
});
