/**
 * Exports rooms as JSON lines, optionally with their files: into a pipe, or into a file that gets its name when it is
 * complete.
 */
import {createWriteStream, existsSync} from 'node:fs';
import {rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {ChatError} from '../../shared/errors.ts';
import {EXPORT_FORMAT} from '../../shared/output/exportLines.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import {copyFile, outputTrouble} from '../backup/bytes.ts';
import {readRooms, type RoomsRead} from '../stores/sqlite/exporting.ts';

export interface ExportOptions {
  dataDir: string;
  /** Name without `#`; absent: all rooms and conversations. */
  room?: string | undefined;
  to: string | NodeJS.WritableStream;
  /** Folder into which files are copied. */
  files?: string | undefined;
  now: () => number;
  program: string;
}

export interface ExportDone {
  rooms: number;
  entries: number;
  files: number;
}

/** @throws export-failed, room-not-found, storage-damaged; an incomplete export never has the final name */
export async function writeRooms(options: ExportOptions): Promise<ExportDone> {
  const {to} = options;
  const done: ExportDone = {rooms: 0, entries: 0, files: 0};
  const read = toldAs('export-failed', () => readRooms(options.dataDir));
  try {
    const lines = Readable.from(linesOf(read, options, done));
    if (typeof to !== 'string') await pipeline(lines, to, {end: false});
    else await toFile(lines, to);
    return done;
  } catch (error) {
    throw asExportFailure(error);
  } finally {
    read.close();
  }
}

async function toFile(lines: Readable, path: string): Promise<void> {
  if (existsSync(path)) throw new ChatError('export-failed', `${path} is there already; choose another name`);
  const part = `${path}.part`;
  try {
    await pipeline(lines, createWriteStream(part, {mode: 0o600, flush: true}));
    await rename(part, path);
  } catch (error) {
    await rm(part, {force: true}).catch(() => undefined);
    throw error;
  }
}

const lineOf = (value: object): string => `${JSON.stringify(value)}\n`;

/** Reads in pages, with other work in between. */
async function* linesOf(read: RoomsRead, options: ExportOptions, done: ExportDone): AsyncGenerator<string> {
  const {room: name, now, program} = options;
  const rooms = read.rooms(name);
  if (name !== undefined && rooms.length === 0) throw new ChatError('room-not-found', `#${name}`);
  if (options.files !== undefined) makeFolder(options.files);
  yield lineOf({type: 'export', format: EXPORT_FORMAT, madeAtMs: now(), program});
  for (const room of rooms) {
    const {roomId} = room;
    done.rooms++;
    yield lineOf(room);
    yield read.members(roomId).map(lineOf).join('');
    for (let afterSeq = 0; ;) {
      const page = read.entries(roomId, afterSeq);
      if (page.length === 0) break;
      done.entries += page.length;
      afterSeq = page.at(-1)?.entry.seq ?? afterSeq;
      yield page.map(({entry, firstText}) => lineOf({type: 'entry', roomId, ...entry, firstText})).join('');
      for (const {entry} of page)
        if (entry.kind === 'fileCompleted' && entry.isDirect !== true)
          done.files += await bytesOf(options, entry.fileId);
      await new Promise(resolve => setImmediate(resolve));
    }
  }
  yield lineOf({type: 'end', rooms: done.rooms, entries: done.entries});
}

/** Files that exist already are skipped: the bytes of an id never change. */
async function bytesOf({dataDir, files}: ExportOptions, fileId: string): Promise<number> {
  if (files === undefined) return 0;
  const to = join(files, fileId);
  if (existsSync(to)) return 1;
  const copied = await copyFile(join(dataDir, 'files', fileId), `${to}.part`).catch(async (error: unknown) => {
    await rm(`${to}.part`, {force: true});
    throw error;
  });
  if (copied === undefined) return 0;
  await rename(`${to}.part`, to);
  return 1;
}

function toldAs<T>(code: 'export-failed', work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asExportFailure(error, code);
  }
}

function asExportFailure(error: unknown, code = 'export-failed' as const): unknown {
  if (error instanceof ChatError) return error;
  const {code: why, message} = error as NodeJS.ErrnoException;
  return new ChatError(code, outputTrouble(why) ?? message, {cause: error});
}
