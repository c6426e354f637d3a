/**
 * Time of migrating data of the first release with a million messages at server start, beside bare SQLite copying and rewriting
 * the same file; and with the server killed in the middle of it.
 */
import {copyFileSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {checksumOf} from '../../src/server/stores/sqlite/entryRow.ts';
import {withFolder} from '../measuring/folder.ts';
import {BIN, ROOT, start} from '../measuring/processes.ts';
import type {Section} from '../section.ts';

const MESSAGES = 1_000_000;
const FIRST_SEQ = 6;
const KILLS = 5;
const BARE = 'bare SQLite: copied, and written anew';

/** As the first release has left it. */
function fill(path: string): void {
  const database = new DatabaseSync(path);
  const schema = readFileSync(join(ROOT, '__tests__/contract/schemas/0001.sql'), 'utf8');
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${schema} BEGIN`);
  const insert = database.prepare(
    `INSERT INTO entries (room_id, seq, sender_id, kind, sent_at_ms, entry_id, text, checksum)
      VALUES (1, ?, ?, 'message', ?, ?, ?, ?)`,
  );
  for (let seq = FIRST_SEQ; seq < FIRST_SEQ + MESSAGES; seq++) {
    const row = {
      room_id: 1,
      seq,
      sender_id: 1 + (seq % 2),
      kind: 'message',
      sent_at_ms: 1_700_000_000_000 + seq,
      entry_id: `m${seq}`.padEnd(22, 'x'),
      data: null,
      text: `message ${seq}, with a few more words in it, as people say them`,
    };
    insert.run(seq, row.sender_id, row.sent_at_ms, row.entry_id, row.text, checksumOf({...row, checksum: 0}));
  }
  database.exec(`UPDATE rooms SET last_seq = ${FIRST_SEQ + MESSAGES - 1} WHERE room_id = 1; COMMIT`);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

interface Upgraded {
  seconds: number;
  /** After how many seconds the log has told how far it is. */
  toldAt: number[];
}

/** The server, from its start until it is ready. */
async function upgrade(folder: string): Promise<Upgraded> {
  const toldAt: number[] = [];
  const startMs = performance.now();
  const seconds = () => (performance.now() - startMs) / 1_000;
  const server = start([process.execPath, BIN, 'serve', '--port', '0', '--data', folder], {core: 0});
  server.child.stderr?.on('data', (chunk: Buffer) => {
    if (chunk.includes('brought up to date')) toldAt.push(seconds());
  });
  await server.until(/ready/);
  const upgraded = {seconds: seconds(), toldAt};
  await server.stop();
  return upgraded;
}

/** Kills the server after this share of the duration and restarts it. @returns number of missing messages */
async function lostByKill(folder: string, afterMs: number): Promise<number> {
  const server = start([process.execPath, BIN, 'serve', '--port', '0', '--data', folder], {core: 0});
  await new Promise(resolve => setTimeout(resolve, afterMs));
  server.child.kill('SIGKILL');
  await server.ended;
  await upgrade(folder);
  const database = new DatabaseSync(join(folder, 'chat.db'), {readOnly: true});
  const [row] = database
    .prepare(`SELECT count(*) AS count FROM entries WHERE room_id = 1 AND kind = 'message' AND text LIKE 'message %'`)
    .all() as {count: number}[];
  database.close();
  return MESSAGES - (row?.count ?? 0);
}

/** The minimum work of an upgrade: a copy of the file, and rewriting each row. */
function bareSeconds(path: string): number {
  const startMs = performance.now();
  copyFileSync(path, `${path}.copy`);
  const database = new DatabaseSync(path);
  database.exec(`VACUUM INTO '${path}.anew'`);
  database.close();
  const seconds = (performance.now() - startMs) / 1_000;
  for (const end of ['.copy', '.anew']) rmSync(`${path}${end}`);
  return seconds;
}

const longestPause = ({seconds, toldAt}: Upgraded): number =>
  Math.max(...[...toldAt, seconds].map((at, index, all) => at - (all[index - 1] ?? 0)));

export const migration: Section = {
  name: 'migration',
  isLong: true,
  async *run({runs}) {
    const ours: Upgraded[] = [];
    const bare: number[] = [];
    const lost: number[] = [];
    await withFolder(async folder => {
      const before = join(folder, 'before.db');
      fill(before);
      const again = <T>(work: (dataDir: string) => Promise<T>) =>
        withFolder(async dataDir => {
          copyFileSync(before, join(dataDir, 'chat.db'));
          return work(dataDir);
        }, folder);
      for (let run = 0; run < runs; run++) {
        bare.push(bareSeconds(before));
        ours.push(await again(upgrade));
      }
      const wholeMs = Math.max(...ours.map(({seconds}) => seconds)) * 1_000;
      for (let kill = 1; kill <= KILLS; kill++)
        lost.push(await again(dataDir => lostByKill(dataDir, (wholeMs * kill) / (KILLS + 1))));
    });
    const what = `data of the first release with ${MESSAGES.toLocaleString('en')} messages, brought up to date`;
    yield {
      what: `${what}: from the start of the server until it is ready`,
      unit: 's',
      cells: [
        {name: 'chat-tui', kind: 'ours', figures: ours.map(({seconds}) => seconds)},
        {name: BARE, kind: 'reference', figures: bare},
      ],
      wanted: [{atMost: 12, times: BARE}],
    };
    yield {
      what: `${what}: longest time in which its log does not say how far it is`,
      unit: 's',
      cells: [
        {name: 'chat-tui', kind: 'ours', figures: ours.map(longestPause)},
        {name: BARE, kind: 'reference', figures: bare},
      ],
      wanted: [{atMost: 8, times: BARE}],
    };
    yield {
      what: `${what}: messages lost, killed at ${KILLS} moments of it and started again`,
      unit: '',
      cells: [{name: 'chat-tui', kind: 'ours', figures: [lost.reduce((sum, one) => sum + one, 0)]}],
      wanted: [{atMost: 0}],
    };
  },
};
