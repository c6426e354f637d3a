/** Remembers which server and which account were used last, so that neither has to be said again. */
import {join} from 'node:path';
import {NAME_PATTERN} from '../shared/model.ts';
import type {Paths} from './paths.ts';
import {readJson, writePrivate} from './privateFile.ts';

export interface LastUsed {
  /** URL of the server. */
  server?: string;
  /** Login name by URL of the server. */
  userByServer: Readonly<Record<string, string>>;
}

const fileOf = (paths: Paths) => join(paths.stateDir, 'last.json');

export function readLastUsed(paths: Paths): LastUsed {
  const found = readJson(fileOf(paths));
  const users = typeof found?.userByServer === 'object' && found.userByServer !== null ? found.userByServer : {};
  const known = Object.entries(users).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && NAME_PATTERN.test(pair[1]),
  );
  const userByServer = Object.fromEntries(known);
  return typeof found?.server === 'string' ? {server: found.server, userByServer} : {userByServer};
}

export function rememberUsed(paths: Paths, used: {server: string; user?: string}): void {
  const {userByServer} = readLastUsed(paths);
  const users = used.user === undefined ? userByServer : {...userByServer, [used.server]: used.user};
  writePrivate(fileOf(paths), `${JSON.stringify({server: used.server, userByServer: users}, null, 1)}\n`);
}

/** After a logout nobody is the account used last there. */
export function forgetUser(paths: Paths, server: string): void {
  const {[server]: _gone, ...userByServer} = readLastUsed(paths).userByServer;
  writePrivate(fileOf(paths), `${JSON.stringify({server, userByServer}, null, 1)}\n`);
}
