/** A temporary folder for the duration of a measurement. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** It is removed afterwards, even when a program that is just ending still writes into it. */
export async function withFolder<T>(work: (folder: string) => Promise<T>, parent = tmpdir()): Promise<T> {
  const folder = mkdtempSync(join(parent, 'chat-tui-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
  }
}
