/** Removes copies that a program left which was killed before there was a transfer of them. */
import {existsSync} from 'node:fs';
import {readdir, readFile, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {DAY_MS} from '../../../shared/limits.ts';
import {openReadOnly} from '../../local/sqlite.ts';
import {storeFileIn} from '../../local/store.ts';
import {copiesIn} from './copy.ts';

/** Younger ones may be on their way to a transfer. */
const OLD_MS = DAY_MS;

/** Those that no transfer of any account of this machine needs. Where a record cannot be read, all of them stay. */
export async function removeOldCopies(dataDir: string, nowMs: number): Promise<void> {
  const folder = copiesIn(dataDir);
  const names = await readdir(folder).catch(() => []);
  const old: string[] = [];
  for (const name of names) if (nowMs - (await newestMs(join(folder, name))) > OLD_MS) old.push(name);
  if (old.length === 0) return;
  const records = await recordsIn(dataDir).catch(() => undefined);
  if (records === undefined) return;
  const left = old.filter(name => !records.some(record => record.includes(name)));
  for (const name of left) await rm(join(folder, name), {recursive: true, force: true}).catch(() => undefined);
}

/** When something was last written in it; what cannot be looked at is as good as new. */
async function newestMs(folder: string): Promise<number> {
  try {
    const paths = [folder, ...(await readdir(folder)).map(name => join(folder, name))];
    return Math.max(...(await Promise.all(paths.map(path => stat(path)))).map(({mtimeMs}) => mtimeMs));
  } catch {
    return Infinity;
  }
}

/** Of all accounts, as text, also those of earlier releases. @throws where one cannot be read */
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
