/** Builds the context of request handlers from the parts of a server. */
import {openAdmission} from './door/limits/admission.ts';
import {openConnections} from './hub/connections.ts';
import type {ServerContext} from './context.ts';
import {openDisplayNames} from './door/names/displayNames.ts';
import type {FileRoutes} from './files/http/routes.ts';
import type {openGateway} from './sockets/gateway.ts';
import {openProxies} from './sockets/clientAddress.ts';
import {openLater} from './hub/planned.ts';
import {openLifetime} from './lifetime.ts';
import {createLoginThrottle} from './door/loginThrottle.ts';
import {createByteRate} from './door/limits/byteRate.ts';
import {createLimiter} from './door/limits/limiter.ts';
import {DEFAULT_PASSWORD_COST, openPasswords} from './door/passwords/passwords.ts';
import type {NetworkBans} from './door/networkBans.ts';
import type {Ownership} from './door/ownership.ts';
import {missingRequirement} from './signIn/required.ts';
import type {Meter} from './watching/meter.ts';
import {openGuestNews} from './hub/guestNews.ts';
import {openPresence} from './hub/presence.ts';
import {createRefusals} from './door/refusals.ts';
import {monotonicOf, type ServerPorts} from './ports.ts';
import type {ServerSettings} from './settings.ts';
import {LOBBY} from '../shared/model.ts';
import type {Store} from './storeContract/store.ts';

/**
 * A burst of twelve messages of maximum size, then one per second: a quarter of a 2 Mbit/s connection, and less than may be
 * queued for a reader.
 */
const MESSAGE_BYTES = {burstBytes: 800 * 1024, bytesPerSecond: 66 * 1024};
const ADDRESS_TRIES_MAX = 120;
const ADMISSIONS_MAX = 200;
/** Limit of connections per account; each of them opens a session, which has the same limit. */
const SESSION_OPENINGS = {count: 120, perSeconds: 60};

function afterReally(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}

export interface ContextParts {
  settings: ServerSettings;
  ports: ServerPorts;
  store: Store;
  files: FileRoutes;
  networkBans: NetworkBans;
  ownInvitation: ServerContext['ownInvitation'];
  linkOf: ServerContext['linkOf'];
  isThisServer: ServerContext['isThisServer'];
  ownership: Ownership;
  gateway: ReturnType<typeof openGateway>;
  meter: Meter;
  onStop: (backInSeconds: number | undefined) => void;
}

export function openContext({
  settings,
  ports,
  store,
  files,
  networkBans,
  ownInvitation,
  linkOf,
  isThisServer,
  ownership,
  gateway,
  meter,
  onStop,
}: ContextParts): ServerContext {
  const {broadcast} = gateway;
  const after = ports.after ?? afterReally;
  const monotonicMs = monotonicOf(ports);
  const proxies = openProxies(settings.trustedProxies ?? []);
  const connections = openConnections(broadcast);
  const guestNews = openGuestNews({connections, store, log: ports.log});
  const presence = openPresence({
    after: ports.coalesce ?? afterReally,
    later: after,
    now: ports.now,
    tell(changes, onlineCount) {
      broadcast.toRoom(LOBBY.roomId, 'presenceChanged', {changes: [...changes.values()], onlineCount});
      guestNews.tell(changes, onlineCount);
    },
  });
  const addressMax = settings.triesPerAddressPerMinuteMax ?? ADDRESS_TRIES_MAX;
  return {
    settings,
    programVersion: ports.programVersion ?? '',
    ownInvitation,
    linkOf,
    isThisServer,
    isTrustedProxy: address => proxies.trusts(address),
    missingRequirement: account => missingRequirement({settings, store}, account),
    ownership,
    store,
    displayNames: openDisplayNames(store),
    files,
    networkBans,
    connections,
    presence: {
      ...presence,
      close() {
        presence.close();
        guestNews.close();
      },
    },
    passwords: openPasswords(ports.passwordCost ?? DEFAULT_PASSWORD_COST),
    later: openLater({server: {store, log: ports.log, now: ports.now}, after}),
    lifetime: openLifetime({settings, after, onStop}),
    log: ports.log,
    meter,
    config: ports.config,
    loginThrottle: createLoginThrottle(monotonicMs),
    refusals: createRefusals(monotonicMs),
    addressTries: addressMax === 0 ? {take: () => 0} : createLimiter({count: addressMax, perSeconds: 60}, monotonicMs),
    admission: openAdmission(settings.admissionsPerSecondMax ?? ADMISSIONS_MAX, monotonicMs),
    sessionOpenings: createLimiter(SESSION_OPENINGS, monotonicMs),
    messageBytes: settings.messagesPerMinuteMax === 0 ? {take: () => 0} : createByteRate(MESSAGE_BYTES, monotonicMs),
    now: ports.now,
    newId: ports.newId,
    newToken: ports.newToken,
  };
}
