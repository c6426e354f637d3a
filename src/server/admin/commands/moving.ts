/** Backups, exports and imports; paths are paths of the server's machine. */
import {isAbsolute} from 'node:path';
import {ChatError} from '../../../shared/errors.ts';
import {makeBackup} from '../../backup/make.ts';
import {recordDeed} from '../../audit/audit.ts';
import {writeRooms} from '../../moving/export.ts';
import {importFile} from '../../moving/import.ts';
import type {AdminBody} from '../body.ts';

/** Relative paths are refused: the caller does not know the server's working directory. */
function absolute(path: string, code: 'backup-failed' | 'export-failed' | 'import-failed'): string {
  if (!isAbsolute(path)) throw new ChatError(code, `${path.slice(0, 200)} is no path that begins with /`);
  return path;
}

export const backup: AdminBody<'backup'> = async (server, {by, args: {folder, keep}}) => {
  const {settings, now, programVersion: program} = server;
  const options = {dataDir: settings.dataDir, folder: absolute(folder, 'backup-failed'), keep, now, program};
  const done = await makeBackup(options);
  recordDeed(server, by, {method: 'backup', about: done.path});
  return {rows: [done]};
};

export const exportRooms: AdminBody<'export'> = async (server, {by, args: {room, all = false, to, files}}) => {
  const {settings, now, programVersion: program} = server;
  if ((room === undefined) !== all)
    throw new ChatError('command-usage', 'export #ROOM --to FILE, or export --all --to FILE');
  if (to === undefined) throw new ChatError('export-failed', 'say where to with --to FILE');
  const done = await writeRooms({
    dataDir: settings.dataDir,
    room,
    to: absolute(to, 'export-failed'),
    files: files === undefined ? undefined : absolute(files, 'export-failed'),
    now,
    program,
  });
  recordDeed(server, by, {method: 'export', about: `${room === undefined ? 'everything' : `#${room}`} to ${to}`});
  return {rows: [done]};
};

export const importRooms: AdminBody<'import'> = async (server, {by, args}) => {
  const {path, into, authors, map, owner, files} = args;
  const account = owner === undefined ? undefined : await server.store.accountFind(owner);
  if (owner !== undefined && account === undefined) throw new ChatError('user-not-found', owner);
  const done = await importFile(server, {
    path: absolute(path, 'import-failed'),
    into,
    authors: authors === 'same' ? 'same' : 'former',
    map: readMap(map),
    ...(account !== undefined && {owner: account}),
    files: files === undefined ? undefined : absolute(files, 'import-failed'),
  });
  recordDeed(server, by, {method: 'import', about: `${done.entries} entries in ${done.rooms} rooms from ${path}`});
  return {rows: [done]};
};

/** `old=new,old=new`. @throws import-failed */
function readMap(text = ''): ReadonlyMap<string, string> {
  const pairs =
    text === '' ? [] : text.split(',').map(pair => pair.split('=').map(name => name.trim().replace(/^@/, '')));
  if (pairs.some(pair => pair.length !== 2 || pair.includes('')))
    throw new ChatError('import-failed', '--map is written as old=new,old=new');
  return new Map(pairs as [string, string][]);
}
