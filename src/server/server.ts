/** Starts a server from its parts (store, HTTP, files, gateway) and stops it. */
import {shortOf} from '../shared/entries/entryId.ts';
import {completionNames, runConsoleLine} from './admin/line.ts';
import {openLocalSocket} from './admin/localSocket.ts';
import {openDiskFloor} from './files/diskFloor.ts';
import {openFiles} from './openFiles.ts';
import {openGateway, type Told} from './sockets/gateway.ts';
import {createNetworkBans} from './door/networkBans.ts';
import {toNames} from './door/origin.ts';
import {isOwnName} from './signIn/ownName.ts';
import {openOwnInvitation} from './door/ownInvitation.ts';
import {recallNetworks} from './door/loginThrottle.ts';
import {openRejectionLog} from './door/rejectedConnections.ts';
import {createLimiter} from './door/limits/limiter.ts';
import {openListener} from './listener.ts';
import {openOwnership} from './door/ownership.ts';
import {openContext} from './openContext.ts';
import {monotonicOf, type ServerPorts} from './ports.ts';
import {UPGRADE_RECORD} from './upgradeRecord.ts';
import {openUpkeep} from './upkeep/upkeep.ts';
import {openMeter} from './watching/meter.ts';
import {whyNotReady} from './watching/readiness.ts';
import {recordCounted} from './signIn/sessions.ts';
import {recheckRequirements} from './moderation/recheckRequirements.ts';
import {logQuotaOf, sessionLimitsOf, takeSettings, type ServerSettings} from './settings.ts';
import type {UpgradeStep} from './stores/sqlite/engine/schema.ts';
import {openSqliteStore} from './stores/sqlite.ts';

export type {ServerPorts} from './ports.ts';

export interface RunningServer {
  /** `http(s)://host:port` with the port that was taken. */
  readonly url: string;
  /** Fingerprint of the server's key; absent without TLS. */
  readonly fingerprint: string | undefined;
  /** Reloads certificate and key. */
  reload(): Promise<void>;
  /** A link for new people, with an invite code if one is required. */
  readonly joinLink: string;
  /** A link for the future owner; absent if there is an owner. */
  readonly ownerLink: string | undefined;
  /** Runs a line of the admin console as the server; resolves to the lines to show. */
  runConsole(line: string): Promise<readonly string[]>;
  /** Names for completion: connected users and #lobby. */
  known(): {people: readonly string[]; rooms: readonly string[]};
  /** Applies those settings that can change at run time. */
  take(next: ServerSettings): void;
  /** Runs the hourly upkeep now. */
  upkeep(): Promise<void>;
  /** Resolves when the server has stopped for whatever reason. */
  readonly whenStopped: Promise<void>;
  /** Notifies clients, stores everything accepted, releases port and data folder. */
  close(reason?: string): Promise<void>;
  /** Closes after an uncaught error: logs it with its stack, and tells clients the incident number. */
  crash(error: unknown): Promise<void>;
}

const ARRIVALS_MAX = 3_000;
/** @throws settings-invalid, port-in-use, host-unusable */
export async function openServer(given: ServerSettings, ports: ServerPorts): Promise<RunningServer> {
  // A copy, because some settings change while the server runs.
  const settings = {...given, limits: {...given.limits}};
  const {log} = ports;
  const meter = openMeter();
  const floor = openDiskFloor(settings.dataDir, () => performance.now());
  let isHere: (userId: number) => boolean = () => false;
  const store = await openSqliteStore({
    dataDir: settings.dataDir,
    now: ports.now,
    newId: ports.newId,
    logLimits: () => logQuotaOf(settings),
    sessionLimits: () => sessionLimitsOf(settings),
    isHere: userId => isHere(userId),
    hasRoom: () => floor.hasRoom(),
    onFull: () => floor.giveBack(),
    onStopped: error =>
      log.error({error}, 'the disk failed: nothing is stored any more until the server is started again'),
    onUpgrade: step => log.info({...upgradeFacts(step), pid: process.pid}, UPGRADE_RECORD),
    onIndexed: left =>
      log.info({left}, left === 0 ? 'all messages can be searched now' : 'older messages are made ready for searching'),
    onTimed: (...timed) => meter.listener?.committed(...timed),
  });
  const networkBans = createNetworkBans();
  networkBans.set(await store.networkBanList(ports.now()));
  const files = openFiles({settings, ports, store, networkBans});
  const onRejected = openRejectionLog(log, monotonicOf(ports));
  const listener = await openListener({settings, ...ports, files, onRejected, whyNotReady: () => unready()}).catch(
    async (error: unknown) => {
      await files.close();
      await store.close();
      throw error;
    },
  );
  const {http} = listener;
  const ownInvitation = await openOwnInvitation({dataDir: settings.dataDir, store, ...ports});
  let ownUrl = '';
  let linkTo = (_codes: object) => '';
  const ownership = await openOwnership({
    dataDir: settings.dataDir,
    hasOwner: await store.hasOwner(),
    newToken: ports.newToken,
    monotonicMs: monotonicOf(ports),
    log,
  });
  const gateway = openGateway(http.server, {
    handshakeMs: ports.handshakeMs,
    loginMs: ports.loginMs,
    pingIntervalMs: ports.pingIntervalMs,
    arrivals: arrivalsOf(settings, monotonicOf(ports)),
    isMemberLimited: settings.messagesPerMinuteMax > 0,
    names: {said: toNames(saidNames(settings)), own: toNames([settings.host, ...(ports.hostNames ?? [])])},
    onRejected,
    meter,
  });
  let stopped: (() => void) | undefined;
  const whenStopped = new Promise<void>(resolve => (stopped = resolve));
  let closing: Promise<void> | undefined;
  const server = openContext({
    settings,
    ports,
    store,
    files,
    networkBans,
    ownInvitation,
    linkOf: codes => linkTo(codes),
    isThisServer: named =>
      isOwnName(named, {
        settings,
        url: ownUrl,
        fingerprint: listener.tls?.fingerprint,
        link: linkTo({}),
        hostNames: ports.hostNames,
      }),
    ownership,
    gateway,
    meter,
    onStop: seconds => void close('asked to', String(seconds ?? '')),
  });
  isHere = userId => server.presence.isHere(userId);
  const unready = () => whyNotReady({server, isClosing: () => closing !== undefined, hasRoom: () => floor.hasRoom()});
  await recallNetworks(server);
  gateway.serve(server, monotonicOf(ports));
  async function giveUp(error: unknown): Promise<never> {
    listener.tls?.close();
    server.lifetime.close();
    await gateway.close({code: 'server-closing', detail: ''});
    server.later.close();
    server.presence.close();
    await files.close();
    await store.close();
    throw error;
  }
  // Last, because the first client must find everything ready.
  const metrics =
    settings.metrics === undefined
      ? undefined
      : await (
          await import('./watching/metrics.ts')
        )
          .openMetrics({server, at: settings.metrics, whyNotReady: unready})
          .catch(giveUp);
  const {port} = await http.listen(settings.host, settings.port).catch(giveUp);
  const {url, linkOf} = listener.at(port);
  ownUrl = url;
  linkTo = codes => (ports.reachable ?? (link => link))(linkOf(codes));
  http.server.on('error', error => log.error({error}, 'the HTTP server failed'));
  const localSocket = await openLocalSocket(server);
  const upkeep = openUpkeep(server, () => listener.tls?.validToMs);

  async function closeAll(reason: string, told: Told = {code: 'server-closing', detail: ''}): Promise<void> {
    log.info({reason}, 'server closing');
    server.lifetime.close();
    localSocket.close();
    metrics?.close();
    listener.tls?.close();
    await upkeep.close();
    http.server.close();
    const filesClosed = files.close();
    await gateway.close(told);
    server.later.close();
    server.presence.close();
    // Also ends open uploads and downloads.
    http.destroyAll();
    await filesClosed;
    await recordCounted(server);
    await store.close();
    log.info({}, 'server closed');
    stopped?.();
  }
  function close(reason = 'asked to', backIn = ''): Promise<void> {
    closing ??= closeAll(reason, {code: 'server-closing', detail: backIn});
    return closing;
  }
  function crash(error: unknown): Promise<void> {
    const incident = shortOf(ports.newId());
    log.fatal({error, incident}, 'an unforeseen failure: the server ends');
    // `internal` makes clients reconnect, and restart an embedded server; `server-closing` would mean that it was stopped on
    // purpose.
    closing ??= closeAll('a failure', {code: 'internal', detail: incident});
    return closing;
  }

  server.later.start();
  log.info({url, dataDir: settings.dataDir, ...(metrics && {metrics: metrics.url})}, 'server ready');
  return {
    url,
    get ownerLink() {
      const ownerCode = ownership.code();
      return ownerCode === undefined ? undefined : server.linkOf({ownerCode});
    },
    get joinLink() {
      const inviteCode = settings.registration === 'invite' ? ownInvitation.code() : undefined;
      return server.linkOf(inviteCode === undefined ? {} : {inviteCode});
    },
    get fingerprint() {
      return listener.tls?.fingerprint;
    },
    reload: async () => listener.tls?.reload(),
    take(next) {
      takeSettings(settings, next);
      recheckRequirements(server).catch((error: unknown) =>
        log.error({error}, 'who has to come in anew could not be looked at'),
      );
    },
    runConsole: line => runConsoleLine(server, line),
    upkeep: () => upkeep.run(),
    known: () => completionNames(server),
    whenStopped,
    close,
    crash,
  };
}

/** Estimates the remaining time from the average of the completed steps. */
const upgradeFacts = ({done, steps, tookMs, ...facts}: UpgradeStep) => ({
  ...facts,
  done: `${done} of ${steps} steps`,
  tookMs,
  ...(done > 0 && {leftMs: Math.round((tookMs / done) * (steps - done))}),
});

const saidNames = ({names = [], publicUrl}: ServerSettings): readonly string[] =>
  publicUrl === undefined ? names : [...names, new URL(publicUrl).hostname];

/** Counted over ten seconds, so that many clients behind one address can reconnect quickly after a restart. */
function arrivalsOf(
  {connectionsPerAddressPerMinuteMax: max = ARRIVALS_MAX}: ServerSettings,
  monotonicMs: () => number,
) {
  if (max === 0) return {take: () => 0};
  return createLimiter({count: Math.ceil(max / 6), perSeconds: 10}, monotonicMs);
}
