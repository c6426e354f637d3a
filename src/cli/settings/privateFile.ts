/** Small files that only their owner can read, written atomically. */
import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {makeFolder} from '../../shared/machine/folder.ts';

/** Replaces the file in one step; makes its folder with mode 0700. */
export function writePrivate(path: string, content: string): void {
  makeFolder(dirname(path));
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, {mode: 0o600});
  renameSync(draft, path);
}

/** What the file holds as JSON; `undefined` when it is missing or no JSON object. */
export function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export const removeFile = (path: string): void => rmSync(path, {force: true});
