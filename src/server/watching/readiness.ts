/** Whether the server can take what people send: what `/readyz` answers. */
import type {ServerContext} from '../context.ts';

export type Unready = 'closing' | 'disk full' | 'store stopped' | 'full';

export interface ReadinessParts {
  server: ServerContext;
  isClosing: () => boolean;
  hasRoom: () => boolean;
}

/** `undefined` when it is ready. */
export function whyNotReady({server, isClosing, hasRoom}: ReadinessParts): Unready | undefined {
  const {store, presence, settings} = server;
  if (isClosing()) return 'closing';
  if (store.condition().isBroken) return 'store stopped';
  if (!hasRoom()) return 'disk full';
  return presence.onlineCount() >= settings.limits.usersMax ? 'full' : undefined;
}
