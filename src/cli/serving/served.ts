/**
 * Where servers of this person have run on this machine, each with its data folder: who answers there must prove to be that
 * server.
 */
import {join} from 'node:path';
import type {Paths} from '../settings/paths.ts';
import {readJson, writePrivate} from '../settings/privateFile.ts';

const KEPT_MAX = 50;

export const servedFile = ({stateDir}: Pick<Paths, 'stateDir'>): string => join(stateDir, 'served.json');

export function rememberServed(paths: Paths, url: string, dataDir: string): void {
  const {[url]: _before, ...others} = readJson(servedFile(paths)) ?? {};
  const kept = [...Object.entries(others), [url, dataDir]].slice(-KEPT_MAX);
  writePrivate(servedFile(paths), `${JSON.stringify(Object.fromEntries(kept))}\n`);
}

/** `undefined` when none has run there. */
export function servedFolder(paths: Paths, url: string): string | undefined {
  const folder = readJson(servedFile(paths))?.[url];
  return typeof folder === 'string' ? folder : undefined;
}
