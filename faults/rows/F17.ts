/** F17: the server is killed at every step of migrating data of an older version. */
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {build} from 'esbuild';
import {MIGRATIONS} from '../../src/server/stores/sqlite/engine/schema.ts';
import {integrityErrors} from '../../__tests__/support/stored/storedLog.ts';
import type {Row} from '../row.ts';

const CHILD = 'faults/children/upgrade.ts';
const TODAY = MIGRATIONS.at(-1)?.version ?? 0;
const POINTS = ['migration.copied', 'migration.beforeCommit', 'migration.statement'] as const;
/** More statements than any upgrade has. */
const PASSES_MAX = 2_000;

export const F17: Row = {
  name: 'F17',
  fault: 'killed while data is brought up to date',
  injection: `data of every released schema; kill -9 at every statement, after the copy and before every commit; started again`,
  wanted: 'every time: the schema of today, all data, a copy of before; data of a newer program is refused',
  runs: {full: 1, short: 1},
  async run(job) {
    const folder = join(job.folder, 'data');
    const child = join(job.folder, 'upgrade.mjs');
    await bundle(child);
    const open = openWith(child);
    const fresh = join(job.folder, 'fresh');
    mkdirSync(fresh);
    open(fresh);
    const wanted = schemaOf(fresh);
    const violations: string[] = [];
    let kills = 0;
    const versions = job.isShort ? [TODAY - 1] : Array.from({length: TODAY - 1}, (_, at) => at + 1);
    for (const version of versions) {
      for (const point of POINTS) {
        for (let pass = 1; pass <= PASSES_MAX; pass++) {
          fill(folder, version);
          const before = contentOf(folder);
          const isStruck = open(folder, `${point}:${pass}`) === 'SIGKILL';
          const end = open(folder);
          if (isStruck) kills++;
          const what = `schema ${version}, ${point} ${pass}`;
          if (end !== 0) violations.push(`${what}: it does not start again (${end})`);
          else violations.push(...judge(folder, {version, before, wanted}).map(found => `${what}: ${found}`));
          job.note(`${what}, ${kills} kills`);
          // Passed without a blow: that was the last one.
          if (!isStruck || job.isShort) break;
        }
      }
    }
    violations.push(...newer(folder, open));
    return {
      figure: `${violations.length} bad after ${kills} kills of ${versions.length} released schemas`,
      violations,
      runs: kills,
    };
  },
};

/** As one file it starts in an eighth of the time, and it starts some thousand times. */
const bundle = (outfile: string) =>
  build({
    entryPoints: [CHILD],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Some libraries still ask for others by `require`.
    banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"},
  });

/** @returns the exit code, or the signal that ended it. */
type Open = (folder: string, fault?: string) => number | NodeJS.Signals | null;

const openWith =
  (child: string): Open =>
  (folder, fault) => {
    const {NODE_OPTIONS: _options, ...env} = process.env;
    const {status, signal} = spawnSync(process.execPath, [child, folder], {
      env: {...env, ...(fault !== undefined && {CHAT_TUI_FAULT: fault})},
      stdio: 'ignore',
    });
    return signal ?? status;
  };

function fill(folder: string, version: number): void {
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder);
  const database = new DatabaseSync(join(folder, 'chat.db'));
  const fixture = readFileSync(`__tests__/contract/schemas/${String(version).padStart(4, '0')}.sql`, 'utf8');
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${fixture}`);
  database.close();
}

function ask<T>(path: string, sql: string): T[] {
  const database = new DatabaseSync(path, {readOnly: true});
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

const schemaOf = (folder: string): string =>
  ask<{sql: string}>(join(folder, 'chat.db'), 'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name')
    .map(({sql}) => sql.replaceAll(/\s+/g, ' '))
    .join('\n');

/** What people have said and who they are; the rest is derived. */
const contentOf = (folder: string): string =>
  JSON.stringify([
    ask(join(folder, 'chat.db'), 'SELECT room_id, seq, sender_id, kind, text FROM entries ORDER BY room_id, seq'),
    ask(join(folder, 'chat.db'), 'SELECT user_id, name, password_hash FROM accounts ORDER BY user_id'),
    ask(join(folder, 'chat.db'), 'SELECT file_id, size_bytes, state FROM files ORDER BY file_id'),
  ]);

interface Wanted {
  version: number;
  before: string;
  wanted: string;
}

function judge(folder: string, {version, before, wanted}: Wanted): string[] {
  const violations = integrityErrors(join(folder, 'chat.db'));
  if (schemaOf(folder) !== wanted) violations.push('another schema');
  if (contentOf(folder) !== before) violations.push('other data');
  const copy = join(folder, `chat.db.schema-${version}`);
  if (!existsSync(copy)) violations.push('no copy of before');
  else if (ask<{user_version: number}>(copy, 'PRAGMA user_version')[0]?.user_version !== version)
    violations.push('a copy of something else');
  return violations;
}

function newer(folder: string, open: Open): string[] {
  fill(folder, TODAY);
  const database = new DatabaseSync(join(folder, 'chat.db'));
  database.exec(`PRAGMA user_version = ${TODAY + 1}`);
  database.close();
  return open(folder) === 0 ? ['data of a newer program was taken'] : [];
}
