/** Lifetime of an embedded server, which stops by itself when nobody needs it. */
import type {ServerSettings} from './settings.ts';

export interface Lifetime {
  /** Keeps an embedded server running although nobody is connected. */
  keep(): void;
  /** @param backInSeconds when clients should reconnect, if given */
  stop(backInSeconds?: number): void;
  /** Called on every connect, login and disconnect with the number of connections, and of those that are logged in. */
  connectionsChanged(count: {connected: number; signedIn: number}): void;
  /** Cancels timers. */
  close(): void;
}

interface Options {
  settings: ServerSettings;
  after: (delayMs: number, run: () => void) => () => void;
  /** Called once in a later turn, so that pending answers are sent before. */
  onStop: (backInSeconds: number | undefined) => void;
}

/** Time for the client that started the server, whose user may have to type a password twice. */
const START_GRACE_MS = 60_000;
/** Time for a reconnect. */
const LAST_GONE_MS = 10_000;
/** Maximum time for which anonymous connections, where a user may be typing a password, keep the server running. */
const ANONYMOUS_MS = 10 * 60_000;

export function openLifetime({settings, after, onStop}: Options): Lifetime {
  let isKept = !settings.isEmbedded;
  let isStopping = false;
  let cancel: (() => void) | undefined;
  /** Timer that anonymous connections do not reset. */
  let cancelLast: (() => void) | undefined;

  function stop(backInSeconds?: number): void {
    if (isStopping) return;
    isStopping = true;
    setImmediate(onStop, backInSeconds);
  }
  function plan(delayMs: number): void {
    cancel?.();
    cancel = isKept ? undefined : after(delayMs, () => stop());
  }
  function planLast(): void {
    cancelLast ??= isKept ? undefined : after(ANONYMOUS_MS, () => stop());
  }
  function forget(): void {
    cancel?.();
    cancel = undefined;
  }
  function forgetAll(): void {
    forget();
    cancelLast?.();
    cancelLast = undefined;
  }

  plan(START_GRACE_MS);
  planLast();
  return {
    stop,
    keep() {
      isKept = true;
      forgetAll();
    },
    connectionsChanged({connected, signedIn}) {
      if (signedIn > 0) return forgetAll();
      planLast();
      if (connected > 0) forget();
      else plan(LAST_GONE_MS);
    },
    close: forgetAll,
  };
}
