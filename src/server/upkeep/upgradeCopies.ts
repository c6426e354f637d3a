/** Removes old copies of the database made by upgrades, because they contain content that was deleted since. */
import {lstat, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DAY_MS} from '../../shared/limits.ts';
import type {ServerContext} from '../context.ts';

/** File names as in `stores/sqlite/engine/schema.ts`, including unfinished copies. */
const COPY = /^chat\.db\.schema-\d+(?:\.part)?$/;
const KEPT_MS = 30 * DAY_MS;

export async function removeUpgradeCopies({
  settings,
  now,
  log,
}: Pick<ServerContext, 'settings' | 'now' | 'log'>): Promise<void> {
  const {dataDir} = settings;
  for (const name of (await readdir(dataDir)).filter(one => COPY.test(one))) {
    const path = join(dataDir, name);
    const facts = await lstat(path);
    if (!facts.isFile() || facts.mtimeMs > now() - KEPT_MS) continue;
    await rm(path, {force: true});
    log.info({name}, 'the copy of the database that an upgrade had made was removed after 30 days');
  }
}
