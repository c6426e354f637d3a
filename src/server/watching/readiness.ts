/** Readiness of the server: the answer of `/readyz`. */
import type {Presence} from '../hub/presence.ts';
import type {ServerSettings} from '../settings.ts';
import type {Store} from '../storeContract/store.ts';

export type Unready = 'closing' | 'disk full' | 'store stopped' | 'full';

export interface ReadinessParts {
  server: {
    store: Pick<Store, 'condition'>;
    presence: Pick<Presence, 'onlineCount'>;
    settings: Pick<ServerSettings, 'limits'>;
  };
  isClosing: () => boolean;
  hasRoom: () => boolean;
}

/** `undefined` if the server is ready. */
export function whyNotReady({server, isClosing, hasRoom}: ReadinessParts): Unready | undefined {
  const {store, presence, settings} = server;
  if (isClosing()) return 'closing';
  if (store.condition().isBroken) return 'store stopped';
  if (!hasRoom()) return 'disk full';
  return presence.onlineCount() >= settings.limits.usersMax ? 'full' : undefined;
}
