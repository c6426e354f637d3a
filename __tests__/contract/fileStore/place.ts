/** What the tests of stores of files have at hand. */
import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach} from '@jest/globals';
import {newId} from '../../../src/cli/shell.ts';
import type {FileStore} from '../../../src/server/files/fileStore.ts';

/* oxlint-disable jest/no-export -- shared by the parts of the contract */

export type OpenFileStore = (folder: string) => FileStore;

export const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-files-'));
  cleanups.push(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

export const never = new AbortController().signal;
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export async function put(files: FileStore, bytes: Buffer, fileId = newId()): Promise<string> {
  const opened = await files.open(fileId);
  for (let at = 0; at < bytes.length;)
    at += (await opened.write(bytes, at, Math.min(70_000, bytes.length - at), at)).bytesWritten;
  await opened.sync();
  await opened.close();
  return fileId;
}

export async function bytesOf(files: FileStore, fileId: string): Promise<Buffer> {
  const opened = await files.open(fileId);
  const bytes = Buffer.alloc(opened.storedBytes);
  for (let at = 0; at < bytes.length;) at += (await opened.read(bytes, at, bytes.length - at, at)).bytesRead;
  await opened.close();
  return bytes;
}

export const listed = async (files: FileStore) => {
  const all = [];
  for await (const page of files.list()) all.push(...page);
  return all;
};
