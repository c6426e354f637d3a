/** Disks in tests: what lies on one, and one that does not answer. */
import {execFileSync} from 'node:child_process';
import {closeSync, openSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';

/** All bytes that a server, or a person's machine, has on its disk. */
export function diskOf({dataDir}: {dataDir: string}): Buffer {
  const files = readdirSync(dataDir, {recursive: true, encoding: 'utf8'}).map(name => join(dataDir, name));
  return Buffer.concat(files.filter(path => statSync(path).isFile()).map(path => readFileSync(path)));
}

/** All threads with which Node reads and writes files. */
const THREADS = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);

/** No file of this process is opened, read or written, but by synchronous calls, until what is returned is called. */
export function holdDisk(folder: string): () => Promise<void> {
  const pipe = join(folder, 'held');
  execFileSync('mkfifo', [pipe]);
  // Opening waits for somebody who writes.
  const held = Array.from({length: THREADS}, () => open(pipe, 'r'));
  return async () => {
    const writer = openSync(pipe, 'w');
    for (const one of await Promise.all(held)) await one.close();
    closeSync(writer);
  };
}
