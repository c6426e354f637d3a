/** Removes copies of sources that a killed program left before it created their transfer. */
import {existsSync} from 'node:fs';
import {readdir, readFile, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {DAY_MS} from '../../../shared/limits.ts';
import {openReadOnly} from '../../local/sqlite.ts';
import {storeFileIn} from '../../local/store.ts';
import {sourceCopiesIn} from './copy.ts';

/** Younger copies may belong to a transfer that is being prepared. */
const OLD_MS = DAY_MS;

/** Removes copies that no transfer of any account on this machine needs. If any record cannot be read, all are kept. */
export async function removeOldSourceCopies(dataDir: string, nowMs: number): Promise<void> {
  const folder = sourceCopiesIn(dataDir);
  const names = await readdir(folder).catch(() => []);
  const old: string[] = [];
  for (const name of names) if (nowMs - (await newestMs(join(folder, name))) > OLD_MS) old.push(name);
  if (old.length === 0) return;
  const records = await recordsIn(dataDir).catch(() => undefined);
  if (records === undefined) return;
  const left = old.filter(name => !records.some(record => record.includes(name)));
  for (const name of left) await rm(join(folder, name), {recursive: true, force: true}).catch(() => undefined);
}

/** Time of the last change in a folder; if it cannot be read, the folder counts as new. */
async function newestMs(folder: string): Promise<number> {
  try {
    const paths = [folder, ...(await readdir(folder)).map(name => join(folder, name))];
    return Math.max(...(await Promise.all(paths.map(path => stat(path)))).map(({mtimeMs}) => mtimeMs));
  } catch {
    return Infinity;
  }
}

/** Stored records of all accounts as text, including those of earlier releases. @throws when one cannot be read */
async function recordsIn(dataDir: string): Promise<string[]> {
  const transfers = join(dataDir, 'transfers');
  const files = (await readdir(transfers)).filter(name => name.endsWith('.json'));
  const records = await Promise.all(files.map(name => readFile(join(transfers, name), 'utf8')));
  for (const account of await readdir(join(dataDir, 'local')).catch(() => [])) {
    const path = storeFileIn(join(dataDir, 'local', account));
    if (!existsSync(path)) continue;
    const database = await openReadOnly(path);
    try {
      const rows = database.prepare('SELECT record FROM transfer').all();
      records.push(...rows.map(row => String(row['record'])));
    } finally {
      database.close();
    }
  }
  return records;
}
