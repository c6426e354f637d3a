/** Runs the writer and ends it with SIGKILL in the middle of its work. */
import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {join} from 'node:path';
import {within} from '../../support/suite/deadline.ts';

const WRITER = join(import.meta.dirname, 'writer.ts');

export interface Killing {
  serverUrl: string;
  token: string;
  dataDir: string;
  /** Messages it is to write. */
  count: number;
  /** Killed as soon as it has said so many. */
  killAfter: number;
}

/** What it had on disk before it died, in order. */
export async function killedWriter({serverUrl, token, dataDir, count, killAfter}: Killing): Promise<string[]> {
  const args = ['--disable-warning=ExperimentalWarning', '--experimental-strip-types', WRITER];
  const child = spawn(process.execPath, [...args, serverUrl, token, dataDir, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const written: string[] = [];
  const lines = createInterface({input: child.stdout});
  lines.on('line', line => {
    written.push(line);
    if (written.length === killAfter) child.kill('SIGKILL');
  });
  await within(
    'the writer to end',
    Promise.all([
      new Promise(resolve => child.once('close', resolve)),
      new Promise(resolve => lines.once('close', resolve)),
    ]),
  );
  return written;
}
