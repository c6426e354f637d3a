/** How long the server lives: an embedded one stops by itself when nobody needs it. */
import type {ServerSettings} from './settings.ts';

export interface Life {
  /** An embedded server stays although nobody is connected. */
  keep(): void;
  stop(): void;
  /** Called whenever the number of signed-in connections changes. */
  connectionsChanged(count: number): void;
  /** Forgets what is planned. */
  close(): void;
}

interface Options {
  settings: ServerSettings;
  after: (delayMs: number, run: () => void) => () => void;
  /** Called once, in a turn of its own, so that answers still go out. */
  onStop: () => void;
}

/** The client that started the server needs a moment: somebody has to type a password twice. */
const START_GRACE_MS = 60_000;
/** Time for a reconnect. */
const LAST_GONE_MS = 10_000;

export function openLife({settings, after, onStop}: Options): Life {
  let isKept = !settings.isEmbedded;
  let isStopping = false;
  let cancel: (() => void) | undefined;

  function stop(): void {
    if (isStopping) return;
    isStopping = true;
    setImmediate(onStop);
  }
  function plan(delayMs: number): void {
    cancel?.();
    cancel = isKept ? undefined : after(delayMs, stop);
  }
  function forget(): void {
    cancel?.();
    cancel = undefined;
  }

  plan(START_GRACE_MS);
  return {
    stop,
    keep() {
      isKept = true;
      forget();
    },
    connectionsChanged(count) {
      if (count > 0) forget();
      else plan(LAST_GONE_MS);
    },
    close: forget,
  };
}
