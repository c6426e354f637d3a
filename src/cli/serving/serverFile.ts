/**
 * Files about the user's own servers: `server.json` (running now) and `embedded.json` (last address) in the data folder,
 * `served.json` (data folder by address) in the state folder.
 */
import type {ClientRequest, IncomingMessage} from 'node:http';
import {join} from 'node:path';
import {parseAddress} from '../../shared/address.ts';
import {nodeHttp} from '../../shared/machine/nodeModules.ts';
import {HEALTH_PATH} from '../../shared/httpPaths.ts';
import {readJson, removeFile, writePrivate} from '../settings/privateFile.ts';
import type {Paths} from '../settings/paths.ts';

export interface ServerRecord {
  /** URL as reached from this machine. */
  url: string;
  /** Fingerprint of its key; absent without TLS. */
  fingerprint?: string | undefined;
  pid: number;
  version: string;
}

const HEALTH_TIMEOUT_MS = 1_500;
const serverFileIn = (dataDir: string) => join(dataDir, 'server.json');

export const writeServerFile = (dataDir: string, server: ServerRecord): void =>
  writePrivate(serverFileIn(dataDir), `${JSON.stringify(server)}\n`);

/** Removes the file only if it is from this process; the next server may have replaced it. */
export function removeServerFile(dataDir: string, pid: number): void {
  if (readServerFile(dataDir)?.pid === pid) removeFile(serverFileIn(dataDir));
}

function readServerFile(dataDir: string): ServerRecord | undefined {
  const found = readJson(serverFileIn(dataDir));
  if (!found || typeof found.url !== 'string' || typeof found.pid !== 'number') return undefined;
  try {
    const {pid, version, fingerprint} = found;
    const key = typeof fingerprint === 'string' ? {fingerprint} : {};
    return {url: parseAddress(found.url).serverUrl, pid, version: String(version), ...key};
  } catch {
    return undefined;
  }
}

/** The running server of this folder, if it answers; `undefined` if the file is missing or stale. */
export async function findRunningServer(dataDir: string): Promise<ServerRecord | undefined> {
  const server = readServerFile(dataDir);
  return server && isAlive(server.pid) && (await isHealthy(server)) ? server : undefined;
}

/** After a crash, another process may have the port in the file; a process of another user does not count. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Uses `node:http`, because loading `fetch` takes 20 ms, which every start would wait for. */
async function isHealthy({url, fingerprint}: ServerRecord): Promise<boolean> {
  const get = url.startsWith('https:') ? await secureGet(url, fingerprint) : plainGet;
  return new Promise(resolve => {
    const asked = get(url + HEALTH_PATH, answer => {
      answer.resume();
      answer.once('close', () => resolve(answer.statusCode === 200));
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
  });
}

type Get = (url: string, onAnswer: (answer: IncomingMessage) => void) => ClientRequest;

const plainGet: Get = (url, onAnswer) => nodeHttp().get(url, {timeout: HEALTH_TIMEOUT_MS, agent: false}, onAnswer);

async function secureGet(serverUrl: string, fingerprint: string | undefined): Promise<Get> {
  const [{get}, {secureAgent}] = await Promise.all([import('node:https'), import('../../client/line/secure.ts')]);
  const agent = secureAgent(serverUrl, fingerprint);
  return (url, onAnswer) => get(url, {timeout: HEALTH_TIMEOUT_MS, agent}, onAnswer);
}

const embeddedFileIn = (dataDir: string) => join(dataDir, 'embedded.json');

/** Remembers the address for the next start, because logins are stored by address. */
export const rememberUrl = (dataDir: string, url: string): void =>
  writePrivate(embeddedFileIn(dataDir), `${JSON.stringify({url: parseAddress(url).serverUrl})}\n`);

/** `undefined` before the first start. */
export function lastUrlOf(dataDir: string): string | undefined {
  const url = readJson(embeddedFileIn(dataDir))?.url;
  return typeof url === 'string' && /^https?:\/\/[^/]+:\d+$/.test(url) ? url : undefined;
}

const SERVED_MAX = 50;

export const servedFile = ({stateDir}: Pick<Paths, 'stateDir'>): string => join(stateDir, 'served.json');

/** Remembers the folder, so that whoever answers at this address later must prove to be its server. */
export function rememberServed(paths: Paths, url: string, dataDir: string): void {
  const {[url]: _before, ...others} = readJson(servedFile(paths)) ?? {};
  const kept = [...Object.entries(others), [url, dataDir]].slice(-SERVED_MAX);
  writePrivate(servedFile(paths), `${JSON.stringify(Object.fromEntries(kept))}\n`);
}

/** `undefined` if no server of this user has run at this address. */
export function servedFolder(paths: Paths, url: string): string | undefined {
  const folder = readJson(servedFile(paths))?.[url];
  return typeof folder === 'string' ? folder : undefined;
}
