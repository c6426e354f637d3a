/** The manifest of a backup: `backup.json` in its folder, written last, so that a folder without it is no complete backup. */
import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';

export const MANIFEST = 'backup.json';
export const DATABASE = 'chat.db';
export const FORMAT = 1;
/** Maximum size of a manifest. */
const BYTES_MAX = 512 * 1024 * 1024;
/** A relative path that does not lead outside. */
const SAFE_PATH = /^(?!\.\.?(?:\/|$))[A-Za-z0-9._-]{1,100}(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9._-]{1,100}){0,5}$/;

export interface Part {
  bytes: number;
  sha256: string;
}

export interface Manifest {
  format: number;
  madeAtMs: number;
  program: string;
  schema: number;
  /** Number of entries in all rooms. */
  entries: number;
  /** Size and hash of each file by its path in the backup, including the database. */
  parts: Record<string, Part>;
  /** Files that were missing on the server's disk. */
  missing: string[];
  /** Files whose content differs from the hash reported by the sender. Absent in backups of earlier versions. */
  differing?: string[];
}

export const isSafePath = (path: string): boolean => SAFE_PATH.test(path);

const damaged = (what: string): ChatError => new ChatError('backup-damaged', what);

/** @throws backup-damaged */
function parseManifest(text: string): Manifest {
  let read: Partial<Manifest>;
  try {
    read = JSON.parse(text) as Partial<Manifest>;
  } catch {
    throw damaged(`${MANIFEST} is no JSON`);
  }
  const {format, parts, missing, schema, entries, madeAtMs} = read;
  if (typeof format !== 'number' || typeof parts !== 'object' || parts === null) throw damaged(`${MANIFEST} is none`);
  if (format > FORMAT) throw damaged(`it was made by a newer chat-tui (format ${format}); update this one`);
  const areWhole = Object.entries(parts).every(
    ([path, part]) =>
      isSafePath(path) &&
      Number.isSafeInteger(part?.bytes) &&
      part.bytes >= 0 &&
      /^[0-9a-f]{64}$/.test(String(part.sha256)),
  );
  if (!areWhole || !Object.hasOwn(parts, DATABASE) || !Array.isArray(missing))
    throw damaged(`${MANIFEST} has a wrong entry`);
  if (![schema, entries, madeAtMs].every(Number.isSafeInteger)) throw damaged(`${MANIFEST} lacks a number`);
  return read as Manifest;
}

/** @throws backup-damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined || !facts.isFile() || facts.size > BYTES_MAX) throw damaged(`${path} is missing`);
  return parseManifest(await readFile(path, 'utf8'));
}

/** Names of complete backups in a folder, oldest first; a name is the time of the backup. */
export async function listBackups(folder: string): Promise<string[]> {
  const names = await readdir(folder, {withFileTypes: true}).catch(() => []);
  return names
    .filter(entry => entry.isDirectory() && NAME.test(entry.name))
    .map(({name}) => name)
    .toSorted();
}

const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/;
export const nameOf = (atMs: number): string => new Date(atMs).toISOString().replaceAll(':', '-');

export async function hashOf(path: string): Promise<Part> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, {highWaterMark: 1024 * 1024}) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return {bytes, sha256: hash.digest('hex')};
}

/** Verifies every part. @throws backup-damaged, naming the first damaged one */
export async function requireWhole(
  folder: string,
  {parts}: Manifest,
  onPart: (done: number) => void = () => undefined,
): Promise<void> {
  let done = 0;
  for (const [path, wanted] of Object.entries(parts)) {
    const found = await hashOf(join(folder, path)).catch((error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      throw damaged(code === 'ENOENT' ? `${path} is missing` : `${path} cannot be read (${code})`);
    });
    if (found.bytes !== wanted.bytes) throw damaged(`${path} has ${found.bytes} bytes instead of ${wanted.bytes}`);
    if (found.sha256 !== wanted.sha256) throw damaged(`${path} was changed`);
    onPart(++done);
  }
}
