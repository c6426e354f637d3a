/**
 * Checks of `doctor` on a server's machine: settings, data folder, disk, descriptors, port, certificate, owner, backups, health.
 */
import {DAY_MS} from '../../shared/limits.ts';
import {accessSync, constants, existsSync, statfsSync, statSync} from 'node:fs';
import {createServer} from 'node:net';
import {dirname, join} from 'node:path';
import {connectionsMaxOf, openFilesMax} from '../../shared/machine/openFiles.ts';
import {openTls} from '../../server/tls/tls.ts';
import {CERTIFICATE_FILE, KEY_FILE} from '../../server/tls/ownCertificate.ts';
import {OWNER_CODE_FILE} from '../../shared/address.ts';
import {sizeText} from '../../shared/text/sizeText.ts';
import {withAdmin} from '../account/adminWay.ts';
import {networkOf, problemsOf} from '../serving/network.ts';
import {fail, ok, warn, type Check, type CheckedServer} from './check.ts';

const EXPIRY_DAYS = 30;
const BACKUP_DAYS_MAX = 7;
/** Below this, the server will soon refuse messages and files. */
const DISK_BYTES_GOOD = 1024 ** 3;

export const SERVER: readonly Check<CheckedServer>[] = [
  {
    name: 'settings',
    async look(shell) {
      const problems = await problemsOf(shell);
      return problems.length === 0 ? ok(`${shell.paths.configFile}: nothing is wrong.`) : fail(problems.join(' '));
    },
  },
  {
    name: 'data folder',
    look(_shell, {dataDir}) {
      const facts = statSync(dataDir, {throwIfNoEntry: false});
      if (facts === undefined) {
        accessSync(existingAbove(dataDir), constants.W_OK | constants.X_OK);
        return ok(`${dataDir} is made at the first start.`);
      }
      const own = process.getuid?.();
      if (own !== undefined && facts.uid !== own && own !== 0)
        return fail(`${dataDir} belongs to another user (${facts.uid}): run this as the system user of the server.`);
      if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0)
        return fail(`${dataDir} can be read by others: chmod 700 it.`);
      accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
      return ok(`${dataDir} can be written, and is the server’s alone.`);
    },
  },
  {
    name: 'disk',
    look(_shell, {dataDir}) {
      const {bavail, bsize, blocks} = statfsSync(existingAbove(dataDir));
      const free = bavail * bsize;
      const text = `${sizeText(free)} of ${sizeText(blocks * bsize)} are free`;
      return free >= DISK_BYTES_GOOD
        ? ok(`${text}.`)
        : warn(`${text}: make room, or lower files-in-all; below 32 MiB nothing is taken.`);
    },
  },
  {
    name: 'descriptors',
    look(_shell, {pid, flags}) {
      const files = openFilesMax(pid);
      const most = connectionsMaxOf(files);
      if (most === undefined) return ok('No limit of open files.');
      const text = `${files} open files, for ${most} connections`;
      if (flags === undefined || most >= flags.maxUsers) return ok(`${text}.`);
      return warn(
        `${text}, fewer than max-users (${flags.maxUsers}): raise it (LimitNOFILE= in the unit, ulimit -n) or lower max-users.`,
      );
    },
  },
  {
    name: 'port',
    async look(_shell, {url, flags}) {
      if (url !== undefined) return ok(`The server runs, at ${url}.`);
      if (flags === undefined) return undefined;
      const reason = await whyNoPort(flags.host, flags.port);
      if (reason === undefined) return ok(`Port ${flags.port} of ${flags.host} is free; the server does not run.`);
      if (reason === 'EADDRINUSE')
        return fail(`Port ${flags.port} is in use by another program: choose another with --port.`);
      return fail(
        `Nothing can listen on port ${flags.port} of ${flags.host} (${reason}): check --host, and the right to ports below 1024.`,
      );
    },
  },
  {
    name: 'certificate',
    async look(shell, {dataDir, flags}) {
      const tls = flags && networkOf(flags).tls;
      if (tls === undefined) return ok('None is used: nothing is encrypted by the server itself.');
      const own = {certificateFile: join(dataDir, CERTIFICATE_FILE), keyFile: join(dataDir, KEY_FILE)};
      if (tls.kind === 'own' && !existsSync(own.certificateFile)) return ok('One is made at the first start.');
      const source = tls.kind === 'own' ? {kind: 'files' as const, ...own} : tls;
      const log = {info: () => undefined, warn: () => undefined};
      const read = await openTls({source, dataDir, now: () => shell.now(), onChanged: () => undefined, log});
      read.close();
      const days = Math.floor((read.validToMs - shell.now()) / DAY_MS);
      if (days < 0) return fail(`${source.certificateFile} has expired: nobody can come in. Put a new one there.`);
      if (days < EXPIRY_DAYS) return warn(`${source.certificateFile} ends in ${days} days: renew it.`);
      return ok(`${source.certificateFile} is good for ${days} days.`);
    },
  },
  {
    name: 'owner',
    look(_shell, {dataDir}) {
      if (!existsSync(join(dataDir, OWNER_CODE_FILE))) return undefined;
      return warn('Nobody owns the server yet: make an account with the owner link that it prints at its start.');
    },
  },
  {
    name: 'backup',
    async look(shell, {url}) {
      if (url === undefined) return undefined;
      const rows = await withAdmin(shell, 'named', ({ask}) => ask({name: 'audit', args: {deed: 'backup', lines: 1}}));
      const atMs = Number((rows.rows[0] as {atMs?: unknown} | undefined)?.atMs ?? Number.NaN);
      const advice = 'chat-tui admin backup FOLDER, from a timer';
      if (!Number.isFinite(atMs)) return warn(`There is none: ${advice}.`);
      const days = Math.floor((shell.now() - atMs) / DAY_MS);
      return days <= BACKUP_DAYS_MAX
        ? ok(`The last is ${days} days old.`)
        : warn(`The last is ${days} days old: ${advice}.`);
    },
  },
];

/** The path itself, or its nearest existing parent folder. */
const existingAbove = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : existingAbove(dirname(path));

/** System error code of binding the port; `undefined` if the port is available. */
const whyNoPort = (host: string, port: number): Promise<string | undefined> =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({host, port, exclusive: true}, () => server.close(() => resolve(undefined)));
  });
