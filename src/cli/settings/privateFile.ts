/** Small files that only their owner can read, written atomically. */
import {lstatSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {makeFolder} from '../../shared/machine/folder.ts';

/** Replaces the file atomically; creates its folder with mode 0700. */
export function writePrivate(path: string, content: string, mode = 0o600): void {
  makeFolder(dirname(path));
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, {mode});
  renameSync(draft, path);
}

/** As `writePrivate`, for a file that the user edits too: a link is kept and its target replaced, with its mode. */
export function writeShared(path: string, content: string): void {
  const isLink = lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink() === true;
  const target = isLink ? realpathSync(path) : path;
  const mode = statSync(target, {throwIfNoEntry: false})?.mode;
  writePrivate(target, content, mode === undefined ? undefined : mode & 0o777);
}

/** The file's content as a JSON object; `undefined` if it is missing or something else. */
export function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export const removeFile = (path: string): void => rmSync(path, {force: true});
