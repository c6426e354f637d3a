/** Finds this machine's embedded server, or starts one that outlives the screen. */
import {spawn, type ChildProcess} from 'node:child_process';
import {closeSync, openSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {ChatError} from '../../shared/errors.ts';
import {UPGRADE_RECORD} from '../../server/upgradeRecord.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import {findRunningServer, isAlive, type ServerRecord} from './serverFile.ts';
import {SETTINGS} from '../settings/settings.ts';
import {folder} from '../settings/values.ts';
import type {Shell} from '../shell.ts';

const START_MS = 15_000;
const LOOK_AGAIN_MS = 50;
const LOOK_LATER_MS = 500;
const UPGRADING =
  'Your chat is brought up to date for this version of the program, which can take minutes. It opens when that is done.';
/** A larger log file is started anew; a smaller one is continued. */
const LOG_BYTES_MAX = 4 * 1024 ** 2;

/**
 * Of two concurrent starts, one gets the lock on the folder and the other uses its server. A server that is upgrading its data is
 * never killed, however long it takes.
 * @param tell called once if an upgrade takes long, and then waits; without it that is an error, and the server continues
 * @throws host-failed, host-upgrading
 */
export async function ensureServer(shell: Shell, tell?: (sentence: string) => void): Promise<ServerRecord> {
  const dataDir = await shell.serverDir();
  const running = await findRunningServer(dataDir);
  if (running) return running;
  const {child, said, isUpgrading, logFile} = startChild(shell, dataDir);
  const deadlineAtMs = performance.now() + START_MS;
  let hasEnded = false;
  let isTold = false;
  child.once('exit', () => (hasEnded = true)).once('error', () => (hasEnded = true));
  for (;;) {
    const isLate = performance.now() >= deadlineAtMs;
    const wasOver = hasEnded;
    const server = await findRunningServer(dataDir);
    if (server) {
      child.unref();
      return server;
    }
    // If another process is using the folder, it is about to become ready; any other error is permanent.
    if (wasOver && !said().includes('in use by another')) break;
    if (isLate && !isUpgrading()) {
      // The process that was upgrading ended before it was ready, so this starts over.
      if (wasOver && isTold) return ensureServer(shell, tell);
      break;
    }
    if (isLate && tell === undefined) {
      child.unref();
      throw new ChatError('host-upgrading');
    }
    if (isLate && !isTold) tell?.(UPGRADING);
    isTold ||= isLate;
    await delay(isLate ? LOOK_LATER_MS : LOOK_AGAIN_MS);
  }
  child.kill();
  const mute = `It could not say why in ${logFile}: check that folder and its free space.`;
  throw new ChatError(
    'host-failed',
    said() || (hasEnded ? mute : `It was not ready after ${START_MS / 1000} seconds.`),
  );
}

interface Started {
  child: ChildProcess;
  /** The last sentence in the log since the start. */
  said: () => string;
  /** Whether the last log record is about an upgrade, by a process that is still running. */
  isUpgrading: () => boolean;
  logFile: string;
}

/** Starts this program as a server in its own session, so that closing the terminal does not end it. */
function startChild(shell: Shell, dataDir: string): Started {
  const logDir = join(shell.paths.stateDir, 'logs');
  makeFolder(logDir);
  const logFile = join(logDir, 'server.log');
  const sizeBefore = statSync(logFile, {throwIfNoEntry: false})?.size ?? 0;
  const log = openSync(logFile, sizeBefore > LOG_BYTES_MAX ? 'w' : 'a', 0o600);
  const {CHAT_TUI_TOKEN: _token, CHAT_TUI_TOKEN_FILE: _file, CHAT_TUI_KEY_PASSPHRASE_FILE: _key, ...env} = shell.env;
  const child = spawn(
    process.execPath,
    [...process.execArgv, process.argv[1] ?? '', 'serve', '--embedded', '--data', dataDir],
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: withAbsolutePaths(env),
      cwd: '/',
      windowsHide: true,
    },
  );
  closeSync(log);
  const offset = sizeBefore > LOG_BYTES_MAX ? 0 : sizeBefore;
  return {
    child,
    said: () => lastSentence(readFileSync(logFile).subarray(offset).toString('utf8')),
    isUpgrading: () => isOfUpgrade(lastRecord(readFileSync(logFile, 'utf8'))),
    logFile,
  };
}

/**
 * Relative paths refer to the working directory, which is different in the child. An invalid value is passed on, for the child to
 * report.
 */
function withAbsolutePaths(env: Shell['env']): Record<string, string | undefined> {
  const paths = Object.values(SETTINGS).flatMap(({env: name, kind}) => {
    const value = env[name];
    return (kind as unknown) === folder && value !== undefined && value !== ''
      ? [[name, folder.parse(value) ?? value]]
      : [];
  });
  return {...env, ...Object.fromEntries(paths)};
}

/** Checks the process too, because a killed one may have left such a record as the last. */
function isOfUpgrade(record: string): boolean {
  const pid = Number(/"pid":(\d+)/.exec(record)?.[1]);
  return record.includes(UPGRADE_RECORD) && pid > 0 && isAlive(pid);
}

const lastRecord = (log: string): string => log.split('\n').findLast(line => line.startsWith('{')) ?? '';

/** The last line that is not JSON: log records are JSON, sentences for people are not. */
const lastSentence = (log: string): string =>
  log
    .split('\n')
    .findLast(line => line.trim() !== '' && !line.startsWith('{'))
    ?.trim()
    .slice(0, 500) ?? '';
