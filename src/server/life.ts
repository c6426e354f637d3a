/** Lifetime of the server: an embedded one stops by itself when nobody needs it. */
import type {ServerSettings} from './settings.ts';

export interface Life {
  /** Keeps an embedded server running although nobody is connected. */
  keep(): void;
  /** @param backInSeconds when clients are to reconnect, if given */
  stop(backInSeconds?: number): void;
  /** To be called on every connect, login and disconnect with the number of connections, and of those signed in. */
  connectionsChanged(count: {connected: number; signedIn: number}): void;
  /** Cancels timers. */
  close(): void;
}

interface Options {
  settings: ServerSettings;
  after: (delayMs: number, run: () => void) => () => void;
  /** Called once in a later turn, so that pending answers are sent. */
  onStop: (backInSeconds: number | undefined) => void;
}

/** Time for the client that started the server: somebody has to type a password twice. */
const START_GRACE_MS = 60_000;
/** Time for a reconnect. */
const LAST_GONE_MS = 10_000;
/** Anonymous connections, where somebody may be typing a password, keep the server running for so long at most. */
const ANONYMOUS_MS = 10 * 60_000;

export function openLife({settings, after, onStop}: Options): Life {
  let isKept = !settings.isEmbedded;
  let isStopping = false;
  let cancel: (() => void) | undefined;
  /** Not reset by anonymous connections. */
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
