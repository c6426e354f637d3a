/**
 * Imports an export into the running server: read and checked as a whole first, then stored in small steps; what exists
 * already stays as it is.
 */
import {createHash} from 'node:crypto';
import {lstat} from 'node:fs/promises';
import {createReadStream} from 'node:fs';
import {join} from 'node:path';
import {idNamed} from '../../shared/entries/entryId.ts';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/machine/faultPoint.ts';
import {primarySqliteCodeOf, SQLITE_CONSTRAINT} from '../../shared/sqlite/sqliteCodes.ts';
import {withReferences, type Entry} from '../../shared/entries/entry.ts';
import type {ExportMember, ExportRoom} from '../../shared/output/exportLines.ts';
import {RoomName} from '../../shared/fields.ts';
import type {ServerContext} from '../context.ts';
import {openRoom} from '../rooms/rooms.ts';
import type {ImportedEntry} from '../storeContract/log.ts';
import {storable} from '../storeContract/storable.ts';
import {readExport, type ExportLine} from './lines.ts';

export interface ImportOptions {
  path: string;
  /** New name of the room, without `#`, if the export has only one room. */
  into?: string | undefined;
  /** `same`: equal login names are the same person. */
  authors?: 'former' | 'same';
  /** Maps login names of the export to those of this server. */
  map?: ReadonlyMap<string, string>;
  /** Owner of rooms whose own owner has no account here. */
  owner?: {userId: number};
  /** Folder of files as written by the export. */
  files?: string | undefined;
}

export interface ImportDone {
  rooms: number;
  entries: number;
  /** Number of entries that existed already. */
  known: number;
  /** Number of conversations, which are skipped. */
  passedOver: number;
  /** Number of files that are skipped, because their content differs from the reported hash. */
  differing: number;
}

const ENTRIES_AT_ONCE = 100;
const TEXT_AT_ONCE = 256 * 1024;

/**
 * @throws import-failed, storage-full; what was stored until then is consistent, and repeating the import continues after it
 */
export async function importFile(server: ServerContext, options: ImportOptions): Promise<ImportDone> {
  try {
    await look(options);
    return await store(server, options);
  } catch (error) {
    throw asImportFailure(error);
  }
}

/** Checks the whole file before anything of it is stored. */
async function look({path, into}: ImportOptions): Promise<void> {
  const facts = await lstat(path).catch(() => undefined);
  if (facts?.isFile() !== true) throw new ChatError('import-failed', `there is no file ${path}`);
  if (into !== undefined && !RoomName.safeParse(into).success)
    throw new ChatError('room-name-invalid', into.slice(0, 64));
  let rooms = 0;
  for await (const line of readExport(path)) {
    if (line.type !== 'room' || line.kind === 'direct') continue;
    rooms++;
    if (!RoomName.safeParse(line.name).success)
      throw new ChatError('import-failed', 'a room has no name that a room can have');
    if (into !== undefined && rooms > 1) throw new ChatError('import-failed', '--into is for the export of one room');
  }
}

async function store(server: ServerContext, options: ImportOptions): Promise<ImportDone> {
  const done: ImportDone = {rooms: 0, entries: 0, known: 0, passedOver: 0, differing: 0};
  let taking: Taking | undefined;
  for await (const line of readExport(options.path)) {
    if (line.type === 'room') {
      await taking?.end();
      taking = line.kind === 'direct' ? undefined : openTaking(server, options, line, done);
      if (line.kind === 'direct') done.passedOver++;
    } else await taking?.take(line);
  }
  await taking?.end();
  return done;
}

interface Taking {
  take(line: ExportLine): Promise<void>;
  end(): Promise<void>;
}

function openTaking(server: ServerContext, options: ImportOptions, room: ExportRoom, done: ImportDone): Taking {
  const {store, now} = server;
  const members: ExportMember[] = [];
  let authors: ReadonlyMap<string, number> = new Map();
  let waiting: ImportedEntry[] = [];
  let length = 0;
  let roomId: number | undefined;
  /** Accounts of this server by the names already looked up. */
  const looked = new Map<string, number | undefined>();

  async function know(name: string): Promise<void> {
    if (looked.has(name)) return;
    const here = options.map?.get(name) ?? (options.authors === 'same' ? name : undefined);
    const account = here === undefined ? undefined : await store.accountFind(here);
    looked.set(name, account?.userId);
    if (account !== undefined) authors = new Map([...authors, [name, account.userId]]);
  }

  async function begin(firstId: string): Promise<number> {
    for (const {name} of members) await know(name);
    const isSomebodyThere = options.owner !== undefined || members.some(({name}) => looked.get(name) !== undefined);
    if (room.kind === 'private' && !isSomebodyThere)
      throw new ChatError('import-failed', `nobody would be in #${room.name}; say who owns it with --owner @NAME`);
    const name = options.into ?? room.name;
    const kind = room.kind === 'private' ? 'private' : 'public';
    done.rooms++;
    return store.importBegin({name, kind, topic: storable(room.topic), createdAtMs: room.createdAtMs, firstId});
  }

  async function flush(): Promise<void> {
    const [first] = waiting;
    if (first === undefined) return;
    roomId ??= await begin(first.entry.id);
    const entries: ImportedEntry[] = [];
    for (const one of waiting) entries.push(await withFile(server, options, {roomId, one, done}));
    faultPoint('import.beforeEntries');
    const result = await store.importEntries({roomId, entries, authors, atMs: now()});
    authors = result.authors;
    done.entries += result.added;
    done.known += entries.length - result.added;
    waiting = [];
    length = 0;
  }

  return {
    async take(line) {
      if (line.type === 'member') members.push(line);
      if (line.type !== 'entry') return;
      for (const name of namesIn(line)) await know(name);
      const {type: _type, roomId: _roomId, firstText, ...entry} = line;
      waiting.push({entry: moved(entry as Entry, room.firstSeq - 1), firstText: firstText && storable(firstText)});
      length += 'text' in entry ? entry.text.length : 0;
      if (waiting.length >= ENTRIES_AT_ONCE || length >= TEXT_AT_ONCE) await flush();
    },
    async end() {
      await flush();
      if (roomId === undefined) return;
      const there = members.flatMap(({name, role}) => {
        const userId = looked.get(name);
        return userId === undefined ? [] : [{userId, role}];
      });
      const owner = options.owner === undefined ? [] : [{userId: options.owner.userId, role: 'owner' as const}];
      for (const userId of await store.importEnd({roomId, members: [...owner, ...there]}))
        await openRoom(server, roomId, userId);
    },
  };
}

const same = <Kept>(kept: Kept): Kept => kept;

function namesIn(entry: Entry): string[] {
  const names = [entry.sender];
  withReferences(entry, {name: name => (names.push(name), name), seq: same});
  return names;
}

/** Renumbers an entry and its references for a log that begins with 1; references to before the export are dropped. */
function moved(entry: Entry, by: number): Entry {
  const text = 'text' in entry ? {text: storable(entry.text)} : {};
  const place = {...entry, ...text, seq: entry.seq - by} as Entry;
  return withReferences(place, {name: same, seq: seq => Math.max(0, seq - by)});
}

/** Derived from room and id, because one file may be imported into several rooms. */
const fileIdIn = (roomId: number, fileId: string): string => idNamed(`imported:${roomId}:${fileId}`);

/** Imports the content of a completed file if it exists and matches its hash, which the sender may have reported wrongly. */
async function withFile(
  server: ServerContext,
  {files}: ImportOptions,
  {roomId, one, done}: {roomId: number; one: ImportedEntry; done: ImportDone},
): Promise<ImportedEntry> {
  const {entry} = one;
  if (!('fileId' in entry) || entry.fileId === undefined) return one;
  const fileId = fileIdIn(roomId, entry.fileId);
  const renamed = {...one, entry: {...entry, fileId}};
  if (files === undefined || entry.kind !== 'fileCompleted' || entry.isDirect === true) return renamed;
  const path = join(files, entry.fileId);
  const facts = await lstat(path).catch(() => undefined);
  if (facts?.isFile() !== true) return renamed;
  if ((await sha256Of(path)) !== entry.sha256) {
    done.differing++;
    return renamed;
  }
  await server.files.adopt(fileId, path);
  return {...renamed, hasBytes: true};
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

function asImportFailure(error: unknown): unknown {
  if (error instanceof ChatError) return error;
  const {code, message} = error as {code?: string; message?: string};
  if (primarySqliteCodeOf(error) === SQLITE_CONSTRAINT)
    return new ChatError('import-failed', 'an id of an entry is there twice', {cause: error});
  if (code === 'ENOSPC' || code === 'EDQUOT') return new ChatError('storage-full', '', {cause: error});
  return code === undefined ? error : new ChatError('import-failed', String(message), {cause: error});
}
