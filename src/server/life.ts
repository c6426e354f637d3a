/** Lifetime of the server: an embedded one stops by itself when nobody needs it. */
import type {ServerSettings} from './settings.ts';

export interface Life {
  /** An embedded server stays although nobody is connected. */
  keep(): void;
  /** @param backInSeconds when clients come back, where somebody says it */
  stop(backInSeconds?: number): void;
  /** Called whenever somebody comes, logs in or goes: how many are connected, and how many of them are signed in. */
  connectionsChanged(count: {connected: number; signedIn: number}): void;
  /** Forgets what is planned. */
  close(): void;
}

interface Options {
  settings: ServerSettings;
  after: (delayMs: number, run: () => void) => () => void;
  /** Called once, in a turn of its own, so that answers still go out. */
  onStop: (backInSeconds: number | undefined) => void;
}

/** The client that started the server needs a moment: somebody has to type a password twice. */
const START_GRACE_MS = 60_000;
/** Time for a reconnect. */
const LAST_GONE_MS = 10_000;
/** Who is connected but not signed in may be typing a password, and keeps the server for so long at most, whoever comes after. */
const ANONYMOUS_MS = 10 * 60_000;

export function openLife({settings, after, onStop}: Options): Life {
  let isKept = !settings.isEmbedded;
  let isStopping = false;
  let cancel: (() => void) | undefined;
  /** Not put off by anonymous connections. */
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
