/** Reads a folder of this machine for the file picker. */
import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {FolderEntry, FolderListing} from '../../overlay.ts';

/** Maximum number of entries, so that a folder with a million files does not block the screen. */
const ENTRIES_MAX = 5_000;
const STATS_AT_ONCE = 64;

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'There is no folder {path}.',
  ENOTDIR: '{path} is not a folder.',
  EACCES: '{path} may not be read. Check its permissions.',
  EPERM: '{path} may not be read. Check its permissions.',
};

/** Never rejects. Folders first, then by name; links count as their targets. */
export async function readFolder(path: string): Promise<FolderListing> {
  try {
    const found = await readdir(path);
    const names = found.slice(0, ENTRIES_MAX);
    const entries: FolderEntry[] = [];
    for (let at = 0; at < names.length; at += STATS_AT_ONCE) {
      const some = names.slice(at, at + STATS_AT_ONCE);
      entries.push(...(await Promise.all(some.map(name => entryOf(path, name)))));
    }
    return {kind: 'entries', entries: entries.sort(byKindAndName)};
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTDIR' && (await isFile(path))) return {kind: 'file'};
    const sentence = SENTENCES[code] ?? '{path} cannot be read.';
    return {kind: 'unreadable', sentence: sentence.replace('{path}', () => path)};
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  );

async function entryOf(folder: string, name: string): Promise<FolderEntry> {
  try {
    const found = await stat(join(folder, name));
    if (found.isDirectory()) return {name, kind: 'folder', sizeBytes: 0};
    return {name, kind: found.isFile() ? 'file' : 'other', sizeBytes: found.size};
  } catch {
    // A dangling link, or a file deleted just now.
    return {name, kind: 'other', sizeBytes: 0};
  }
}

/** Created at the first use, because it loads large tables. */
let names: Intl.Collator | undefined;

function byKindAndName(one: FolderEntry, other: FolderEntry): number {
  if ((one.kind === 'folder') !== (other.kind === 'folder')) return one.kind === 'folder' ? -1 : 1;
  names ??= new Intl.Collator('en', {numeric: true, sensitivity: 'base'});
  return names.compare(one.name, other.name);
}
