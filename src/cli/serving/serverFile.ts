/**
 * Files that tell where servers of this person run: `server.json` (running now) and `embedded.json` (address of the last start)
 * in the data folder, `served.json` (address → data folder) among the state.
 */
import type {ClientRequest, IncomingMessage} from 'node:http';
import {join} from 'node:path';
import {parseAddress} from '../../shared/address.ts';
import {nodeHttp} from '../../shared/machine/nodeModules.ts';
import {HEALTH_PATH} from '../../shared/httpPaths.ts';
import {readJson, removeFile, writePrivate} from '../settings/privateFile.ts';
import type {Paths} from '../settings/paths.ts';

export interface ServerRecord {
  /** As reached from this machine. */
  url: string;
  /** Of the key that it shows; absent where it is not encrypted. */
  fingerprint?: string | undefined;
  pid: number;
  version: string;
}

const HEALTH_TIMEOUT_MS = 1_500;
const serverFileIn = (dataDir: string) => join(dataDir, 'server.json');

export const writeServerFile = (dataDir: string, server: ServerRecord): void =>
  writePrivate(serverFileIn(dataDir), `${JSON.stringify(server)}\n`);

/** Removes only the file of this process: the folder's next server may have written its own. */
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

/** The server that runs on this folder and answers; `undefined` where the file is missing or stale. */
export async function findRunningServer(dataDir: string): Promise<ServerRecord | undefined> {
  const server = readServerFile(dataDir);
  return server && isAlive(server.pid) && (await isHealthy(server)) ? server : undefined;
}

/** After a crash another process may answer on the port that is in the file. Somebody else's process is not one's own server. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** By `node:http`, because `fetch` takes twenty milliseconds to load, which every start would wait for. */
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

/** An embedded server takes its last address again: logins are kept by address. */
export const rememberUrl = (dataDir: string, url: string): void =>
  writePrivate(embeddedFileIn(dataDir), `${JSON.stringify({url: parseAddress(url).serverUrl})}\n`);

/** `undefined` before the first start. */
export function lastUrlOf(dataDir: string): string | undefined {
  const url = readJson(embeddedFileIn(dataDir))?.url;
  return typeof url === 'string' && /^https?:\/\/[^/]+:\d+$/.test(url) ? url : undefined;
}

const SERVED_MAX = 50;

export const servedFile = ({stateDir}: Pick<Paths, 'stateDir'>): string => join(stateDir, 'served.json');

/** Whoever answers at this address later must prove to be the server of this data folder. */
export function rememberServed(paths: Paths, url: string, dataDir: string): void {
  const {[url]: _before, ...others} = readJson(servedFile(paths)) ?? {};
  const kept = [...Object.entries(others), [url, dataDir]].slice(-SERVED_MAX);
  writePrivate(servedFile(paths), `${JSON.stringify(Object.fromEntries(kept))}\n`);
}

/** `undefined` where no server of this person has run. */
export function servedFolder(paths: Paths, url: string): string | undefined {
  const folder = readJson(servedFile(paths))?.[url];
  return typeof folder === 'string' ? folder : undefined;
}
