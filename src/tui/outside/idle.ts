/** Tells the server that nobody is at this screen ten minutes after the last key, and takes that back with the next one. */
import type {Client} from '../../client/client.ts';
import {ChatError} from '../../shared/errors.ts';

const IDLE_AFTER_MS = 10 * 60_000;

interface IdleWatch {
  /** A key was pressed. */
  noteKey(): void;
  stop(): void;
}

export function watchIdle(client: Client, idleAfterMs = IDLE_AFTER_MS): IdleWatch {
  let isIdle = false;
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    if (client.getState().connection.status !== 'online') return;
    client.request('idleSet', {isIdle}).catch((error: unknown) => {
      // Refusals are ignored: older servers do not know the request, and it is sent again on a new connection.
      if (!(error instanceof ChatError)) throw error;
    });
  }
  function arm(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isIdle = true;
      tell();
    }, idleAfterMs);
    timer.unref();
  }
  const stopPart = client.addPart({
    on: {
      connectionChanged({connection}) {
        if (connection.status === 'online' && isIdle) tell();
      },
    },
  });
  arm();
  return {
    noteKey() {
      arm();
      if (!isIdle) return;
      isIdle = false;
      tell();
    },
    stop() {
      clearTimeout(timer);
      stopPart();
    },
  };
}
