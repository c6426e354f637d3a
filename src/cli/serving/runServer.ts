/** Runs a server in this process: reports readiness and address, then logs or a console, until it is stopped. */
import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import {createLogger, type Logger} from '../../server/logger.ts';
import type {ServerConfig} from '../../server/ports.ts';
import {openServer, type RunningServer} from '../../server/server.ts';
import type {ServerSettings} from '../../server/settings.ts';
import {parseAddress} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {DEFAULT_LIMITS, TIMEOUTS} from '../../shared/limits.ts';
import {showFingerprint} from '../../shared/access/fingerprint.ts';
import {rememberKey} from '../settings/knownServers.ts';
import {EXIT} from '../ending/exits.ts';
import {isHangupIgnored} from '../ending/hangup.ts';
import {takeBugs} from '../ending/lastMoment.ts';
import {rememberServed, removeServerFile, writeServerFile, lastUrlOf, rememberUrl} from './serverFile.ts';
import type {ServerFlags, Shell} from '../shell.ts';
import {openConfig} from './config.ts';
import {PROGRAM_VERSION} from '../version.ts';
import {networkOf, registrationOf, warnings} from './network.ts';
import {openConsole, type Console} from './console.ts';
import {listenHost, reachableFromHere, reachableFromOutside} from './reachable.ts';
import {openServiceManager} from './serviceManager.ts';
import {announceServer} from './announcing.ts';
import {keepHeapSmall} from '../../shared/machine/smallHeap.ts';

export async function runServer(shell: Shell, {isEmbedded}: {isEmbedded: boolean}): Promise<number> {
  const flags = await shell.serverSettings();
  const settings = await settingsOf(shell, flags, isEmbedded);
  ignoreBrokenPipes(shell);
  const console = shell.stdin.isTTY && shell.stdout.isTTY && !isEmbedded ? openConsole(shell) : undefined;
  // Whoever starts an embedded one reads there how far it is.
  const isReadAtStart = isEmbedded && flags.logLevel !== 'debug';
  const log = createLogger(console ?? shell.stderr, isReadAtStart ? 'info' : flags.logLevel);
  let running: RunningServer | undefined;
  let latest = settings;
  let {logLevel} = flags;
  const config = openConfig({
    shell,
    flags,
    take: async next => {
      const wanted = await settingsOf(shell, next, isEmbedded);
      // Where it listens needs a restart; until then, who may register follows from where it does.
      latest = {...wanted, registration: registrationOf({...flags, registration: next.registration})};
      logLevel = next.logLevel;
      log.level = logLevel;
      running?.take(latest);
      await running?.reload();
    },
  });
  const ports = {
    config,
    now: () => shell.now(),
    newId: () => shell.newId(),
    newToken: () => `ct_${randomBytes(32).toString('base64url')}`,
    log,
    programVersion: PROGRAM_VERSION,
    reachable: (link: string) => reachableFromOutside(link),
    hostNames: [hostname(), `${hostname()}.local`],
    onKeyChanged: () => running && noteServer({shell, settings, server: running, log}),
  };
  // Before anybody can know that it runs: who sees the ready line may stop it at once.
  // Without a terminal that could hang up the signal means what it means to other servers; where it was ignored it stays so.
  const isDaemon = console === undefined && !isEmbedded;
  const signal = untilSignal(console, isDaemon || isHangupIgnored(shell.env) ? ['SIGHUP'] : []);
  const manager = openServiceManager(isDaemon ? shell : {env: {}}, log);
  let isReady = false;
  let isReloadWanted = false;
  // Before that nothing could take them, and a service manager must not hear that it serves.
  const onHangup = () => void (isReady ? manager.reloading(() => reload(config, log)) : (isReloadWanted = true));
  if (isDaemon && !isHangupIgnored(shell.env)) process.on('SIGHUP', onHangup);
  const server = await openOnFirstFree(settings, one => openServer(one, ports)).catch((error: unknown) => {
    console?.close();
    throw error;
  });
  running = server;
  log.level = logLevel;
  const bug = untilBug(server);
  try {
    ready({shell, settings, server, log});
  } catch (error) {
    await server.close();
    throw error;
  }
  const announcing = flags.announce === 'on' ? announceServer({server, settings: () => latest, log}) : undefined;
  manager.ready();
  isReady = true;
  if (isReloadWanted) onHangup();
  keepHeapSmall();
  console?.start(server);
  const exitCode = await Promise.race([server.whenStopped.then(() => EXIT.done), signal.then(() => EXIT.done), bug]);
  manager.stopping();
  await announcing?.close();
  return stop({server, settings, console, exitCode});
}

async function settingsOf(shell: Shell, flags: ServerFlags, isEmbedded: boolean): Promise<ServerSettings> {
  return {
    host: listenHost(flags.host),
    port: flags.port,
    dataDir: await shell.serverDir(),
    ...(flags.names !== undefined && {names: flags.names}),
    ...networkOf(flags),
    limits: {
      ...DEFAULT_LIMITS,
      messageGraphemesMax: flags.maxMessageLength,
      fileBytesMax: flags.maxFileSize,
      usersMax: flags.maxUsers,
    },
    isEmbedded,
    messagesPerMinuteMax: flags.messagesPerMinute,
    editMinutesMax: flags.editMinutes,
    filesPerUserBytesMax: flags.filesPerUser,
    filesBytesMax: flags.filesInAll,
    ...(flags.filesPerRoom !== undefined && {filesPerRoomBytesMax: flags.filesPerRoom}),
    unfinishedFilesPerUserMax: flags.unfinishedFiles,
    logPerUserBytesMax: flags.logPerUser,
    logBytesMax: flags.logInAll,
    triesPerAddressPerMinuteMax: flags.triesPerAddress,
    connectionsPerAddressPerMinuteMax: flags.connectionsPerAddress,
    connectionsPerNetworkMax: flags.connectionsPerNetwork,
    requireSecondFactor: flags.requireSecondFactor,
    requireSshKey: flags.requireSshKey,
    sessionIdleDays: flags.sessionIdleDays,
    sessionDays: flags.sessionDays,
    admissionsPerSecondMax: flags.admissionsPerSecond,
    ...(flags.metrics !== undefined && {metrics: flags.metrics}),
    auditDays: flags.auditDays,
    fileDays: flags.fileDays,
    keepDays: flags.keepDays,
    keepDaysMin: flags.keepDaysMin,
    ...(flags.keepPerRoom !== undefined && {keepPerRoomBytes: flags.keepPerRoom}),
    ...(flags.keepInAll !== undefined && {keepInAllBytes: flags.keepInAll}),
    ...(flags.keepFiles !== undefined && {keepFilesBytes: flags.keepFiles}),
  };
}

/** What a signal cannot answer stands in the log. */
async function reload(config: ServerConfig, log: Logger): Promise<void> {
  try {
    log.info(await config.reload(), 'settings read again');
  } catch (error) {
    log.error({error}, 'the settings could not be read again; everything stays as it was');
  }
}

/** The terminal may be gone, or whoever read the logs: the server goes on. */
function ignoreBrokenPipes({stdout, stderr}: Shell): void {
  for (const stream of [stdout, stderr]) stream.removeAllListeners('error').on('error', () => undefined);
}

/**
 * An embedded server takes the port it had the last time, so that logins, which are kept by address, stay good; any free one when
 * that is taken.
 * @throws port-in-use for all others
 */
async function openOnFirstFree(
  settings: ServerSettings,
  open: (settings: ServerSettings) => Promise<RunningServer>,
): Promise<RunningServer> {
  if (!settings.isEmbedded) return open(settings);
  const last = lastUrlOf(settings.dataDir);
  const ports = [...new Set([last === undefined ? settings.port : Number(new URL(last).port), settings.port, 0])];
  for (const port of ports) {
    try {
      return await open({...settings, port});
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'port-in-use') throw error;
    }
  }
  throw new ChatError('port-in-use', String(settings.port));
}

interface Noting {
  shell: Shell;
  settings: ServerSettings;
  server: RunningServer;
  log: Logger;
}

/** For programs of this person: where it is, and by what it is known. */
function noteServer({shell, settings, server: {url, fingerprint}, log}: Noting): void {
  const {dataDir, isEmbedded} = settings;
  const {serverUrl} = parseAddress(reachableFromHere(url));
  const note = (what: string, write: () => void) => {
    try {
      write();
    } catch (error) {
      // Whoever starts one for the screen finds it by these files alone.
      if (isEmbedded) throw error;
      log.warn({error, what}, 'could not be written: programs of this person may not find or know the server');
    }
  };
  note('where it runs', () =>
    writeServerFile(dataDir, {url: serverUrl, fingerprint, pid: process.pid, version: PROGRAM_VERSION}),
  );
  note('that it is one’s own', () => rememberServed(shell.paths, serverUrl, dataDir));
  if (fingerprint === undefined) return;
  try {
    rememberKey(shell.paths, serverUrl, {fingerprint});
  } catch {
    // A client’s file that is damaged or cannot be written is no reason not to serve; clients say what is wrong with it.
  }
}

function ready({shell, settings, server, log}: Noting): void {
  const {dataDir, isEmbedded} = settings;
  if (isEmbedded) rememberUrl(dataDir, reachableFromHere(server.url));
  noteServer({shell, settings, server, log});
  const lines = [`chat-tui server ready at ${server.url}`, server.joinLink];
  // Not into the log of an embedded server: its person’s client finds the code by itself.
  if (server.ownerLink !== undefined && !isEmbedded)
    lines.push(`No owner yet; who makes an account by this link is it: ${server.ownerLink}`);
  if (server.fingerprint !== undefined)
    lines.push(`Its key, for who comes without a link: ${showFingerprint(server.fingerprint)}`);
  lines.push(...warnings(settings));
  // In one write: who waits for the first line has all of them.
  shell.print(lines.join('\n'));
}

/** An error that nothing caught ends the server in order; who supervises it starts another one. */
const untilBug = (server: RunningServer): Promise<number> =>
  new Promise(resolve => {
    takeBugs(error => {
      resolve(EXIT.bug);
      server.crash(error).catch(() => process.exit(EXIT.bug));
    });
  });

interface Ending {
  server: RunningServer;
  settings: ServerSettings;
  console: Console | undefined;
  exitCode: number;
}

/** Within the time that a person or a service manager is ready to wait. */
async function stop({server, settings, console, exitCode}: Ending): Promise<number> {
  const timer = setTimeout(() => process.exit(EXIT.bug), TIMEOUTS.shutdownMs - 200);
  removeServerFile(settings.dataDir, process.pid);
  await server.close();
  clearTimeout(timer);
  console?.close();
  return exitCode;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As shells count: 128 and the number of the signal. */
const EXIT_ON_SECOND = 130;

/** @param ignores these signals end nothing */
function untilSignal(console: Console | undefined, ignores: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise(resolve => {
    let hasOne = false;
    const stop = () => {
      if (hasOne) process.exit(EXIT_ON_SECOND);
      hasOne = true;
      resolve();
    };
    for (const signal of SIGNALS) if (!ignores.includes(signal)) process.on(signal, stop);
    console?.onStop(stop);
  });
}
