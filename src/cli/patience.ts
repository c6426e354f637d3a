/** Retries verbs that the server refuses for now, after the wait that it names or a short backoff; `--no-wait` turns that off. */
import {setTimeout as delay} from 'node:timers/promises';
import {DEFAULT_BACKOFF, waitMs} from '../client/line/backoff.ts';
import type {Patience} from '../client/actions/messages/message.ts';
import type {Client} from '../client/client.ts';
import {ChatError, kindOf, sentenceOf, waitSecondsOf} from '../shared/errors.ts';
import type {Shell} from './shell.ts';

/** How long in all without a time that was told: what is in the way are mostly other verbs, which are done soon. */
const SHORT_MS_MAX = 60_000;
const SILENT_MS_MAX = 5_000;
const SHORT_BACKOFF = {...DEFAULT_BACKOFF, firstMs: 200, maxMs: 2_000};

/** Retries with waits until it succeeds or is refused for good. With `--no-wait` the first refusal counts. */
export async function withPatience<T>(shell: Shell, work: () => Promise<T>): Promise<T> {
  const startedAtMs = shell.now();
  let isTold = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ChatError) || shell.isHasty) throw error;
      const seconds = waitSecondsOf(error.code, error.detail);
      const isShort = kindOf(error.code).isBrief === true && shell.now() - startedAtMs < SHORT_MS_MAX;
      if (seconds === 0 && !isShort) throw error;
      if (seconds > 0) tellWait(shell, error, seconds);
      else if (!isTold && shell.now() - startedAtMs >= SILENT_MS_MAX) {
        isTold = true;
        tellWait(shell, error);
      }
      await delay(waitMs(seconds > 0 ? DEFAULT_BACKOFF : SHORT_BACKOFF, attempt, seconds));
    }
  }
}

/**
 * What is in the way, and that it is waited for: on a terminal always, else when it lasts long enough to look like a program that
 * hangs.
 */
function tellWait(shell: Shell, {code, detail}: ChatError, seconds = 0): void {
  if (seconds === 0) shell.tell(`${sentenceOf(code, detail, 'shell')} Trying again for a while; Ctrl+C ends it.`);
  else if (shell.stderr.isTTY || seconds * 1_000 >= SILENT_MS_MAX)
    shell.tell(`The server asks to wait ${seconds} seconds. Waiting; Ctrl+C ends it.`);
}

/** For messages, which the client retries itself. */
export const patienceOf = (shell: Shell): Patience => ({
  isHasty: shell.isHasty,
  onWait: (obstacle, seconds) => tellWait(shell, obstacle, seconds),
});

/** The same client with requests that are retried. */
export const patient = (shell: Shell, client: Client): Client => ({
  ...client,
  request: (name, params) => withPatience(shell, () => client.request(name, params)),
});
