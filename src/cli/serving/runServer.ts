/** Runs a server in this process: prints address and links when ready, then logs or a console, until it is stopped. */
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
import {handleUncaught} from '../ending/exitHooks.ts';
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
  // The program that starts an embedded server reads its progress from the log, which therefore needs at least `info`.
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
      // The listening address needs a restart, so the default of `registration` is still derived from the current one.
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
  // Before the server can be noticed, because whoever sees the ready line may stop it at once. Without a terminal, SIGHUP reloads
  // the settings as in other servers; if it was ignored, it stays so.
  const isDaemon = console === undefined && !isEmbedded;
  const signal = untilSignal(console, isDaemon || isHangupIgnored(shell.env) ? ['SIGHUP'] : []);
  const manager = openServiceManager(isDaemon ? shell : {env: {}}, log);
  let isReady = false;
  let isReloadWanted = false;
  // Deferred until ready: before, nothing could be reloaded, and the service manager must not be told that the server is ready.
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

/** A signal has no answer, so the result goes to the log. */
async function reload(config: ServerConfig, log: Logger): Promise<void> {
  try {
    log.info(await config.reload(), 'settings read again');
  } catch (error) {
    log.error({error}, 'the settings could not be read again; everything stays as it was');
  }
}

/** The server keeps running even if its terminal or log reader is gone. */
function ignoreBrokenPipes({stdout, stderr}: Shell): void {
  for (const stream of [stdout, stderr]) stream.removeAllListeners('error').on('error', () => undefined);
}

/**
 * An embedded server reuses its last port, because logins are stored by address; if that is taken, any free port.
 * @throws port-in-use for other servers
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

/** Records address and identity of the server for other programs of the user. */
function noteServer({shell, settings, server: {url, fingerprint}, log}: Noting): void {
  const {dataDir, isEmbedded} = settings;
  const {serverUrl} = parseAddress(reachableFromHere(url));
  const note = (what: string, write: () => void) => {
    try {
      write();
    } catch (error) {
      // A client that starts an embedded server finds it only by these files.
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
    // A damaged or read-only file of the client does not prevent serving; clients report it themselves.
  }
}

function ready({shell, settings, server, log}: Noting): void {
  const {dataDir, isEmbedded} = settings;
  if (isEmbedded) rememberUrl(dataDir, reachableFromHere(server.url));
  noteServer({shell, settings, server, log});
  const lines = [`chat-tui server ready at ${server.url}`, server.joinLink];
  // Not logged for an embedded server, whose user's client finds the code by itself.
  if (server.ownerLink !== undefined && !isEmbedded)
    lines.push(`No owner yet; who makes an account by this link is it: ${server.ownerLink}`);
  if (server.fingerprint !== undefined)
    lines.push(`Its key, for who comes without a link: ${showFingerprint(server.fingerprint)}`);
  lines.push(...warnings(settings));
  // A single write, so that a program that waits for the first line gets all of them.
  shell.print(lines.join('\n'));
}

/** An uncaught error closes the server in order; a supervisor can start another one. */
const untilBug = (server: RunningServer): Promise<number> =>
  new Promise(resolve => {
    handleUncaught(error => {
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

/** Stops within the time that users and service managers usually wait. */
async function stop({server, settings, console, exitCode}: Ending): Promise<number> {
  const timer = setTimeout(() => process.exit(EXIT.bug), TIMEOUTS.shutdownMs - 200);
  removeServerFile(settings.dataDir, process.pid);
  await server.close();
  clearTimeout(timer);
  console?.close();
  return exitCode;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** 128 plus the signal's number, as in a shell. */
const EXIT_ON_SECOND = 130;

/** Resolves at the first signal. @param ignores signals that do not end the server */
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
