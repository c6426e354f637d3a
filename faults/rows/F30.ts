/** F30: backups are made one after the other while people write and send files, and each of them is restored. */
import {createHash, randomBytes} from 'node:crypto';
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {makeBackup} from '../../src/server/backup/make.ts';
import {restoreBackup} from '../../src/server/backup/restore.ts';
import {checkLedger, type Ledger} from '../../__tests__/support/machine/ledger.ts';
import {integrityErrors, readStoredLog} from '../../__tests__/support/stored/storedLog.ts';
import type {Job, Row} from '../row.ts';
import {startServer} from '../server.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const EVERY_MS = {full: 2_000, short: 300};
const FILE_BYTES = 200_000;
/** What is judged are the backups; ten clients in one process may be behind on a busy machine. */
const IN_STEP_MS = 60_000;

export const F30: Row = {
  name: 'F30',
  fault: 'backups under load',
  injection:
    'a backup every 2 s of a server on which people write 200 messages/s and send files; each is restored elsewhere',
  wanted:
    'each is whole: everything that was acknowledged before it began, no hole, every file with its bytes; the last one serves',
  runs: {full: 30, short: 2},
  async run(job) {
    const stand = await openStand(job);
    const work = startWorkload(job, stand, {perSecond: 200});
    const folder = join(job.folder, 'backups');
    const hashes = new Map<string, string>();
    const violations: string[] = [];
    let restored = '';
    let files = 0;
    for (let run = 0; run < job.runs; run++) {
      await sendOne(job, stand, hashes);
      await pause(job.isShort ? EVERY_MS.short : EVERY_MS.full);
      const before = snapshot(stand.ledger);
      const done = await makeBackup({dataDir: stand.dataDir, folder, now: Date.now, program: 'faults', keep: 2});
      if (restored !== '') rmSync(restored, {recursive: true});
      restored = join(job.folder, `restored-${run}`);
      await restoreBackup({from: done.path, dataDir: restored});
      // Whatever was tried until now may be in it.
      const {attempts, topics} = stand.ledger;
      const later = topics.slice(before.topics.length).map(one => ({...one, isAcknowledged: false}));
      const bad = judge(restored, {...before, attempts, topics: [...before.topics, ...later]}, hashes);
      violations.push(...bad.violations.map(what => `backup ${run + 1}: ${what}`));
      files = bad.files;
      job.note(`${run + 1} backups, ${done.entries} entries, ${files} files`);
    }
    await work.stop();
    violations.push(...(await stand.judge({inStepMs: IN_STEP_MS})).violations);
    const again = await startServer({dataDir: restored, port: 0});
    await again.kill();
    return {figure: `${violations.length} bad; ${job.runs} backups restored, the last with ${files} files`, violations};
  },
};

const snapshot = ({attempts, acknowledgements, sightings, topics}: Ledger): Ledger => ({
  attempts: [...attempts],
  acknowledgements: [...acknowledgements],
  sightings: [...sightings],
  views: [],
  topics: topics.map(one => ({...one})),
  stuck: [],
});

function judge(dataDir: string, ledger: Ledger, hashes: ReadonlyMap<string, string>) {
  const path = join(dataDir, 'chat.db');
  const rooms = readStoredLog(path);
  const violations = checkLedger(ledger, rooms).map(({rule, what}) => `${rule}: ${what}`);
  violations.push(...integrityErrors(path).map(line => `the database is damaged: ${line}`));
  const wanted = rooms.flatMap(({entries}) => entries.flatMap(one => (one.kind === 'fileCompleted' ? [one] : [])));
  const there = new Set(readdirSync(join(dataDir, 'files')));
  for (const {fileId, sha256} of wanted) {
    if (!there.has(fileId)) violations.push(`the file ${fileId} is missing`);
    else if (
      createHash('sha256')
        .update(readFileSync(join(dataDir, 'files', fileId)))
        .digest('hex') !== sha256
    )
      violations.push(`the file ${fileId} has other bytes`);
    else if (![...hashes.values()].includes(sha256)) violations.push(`the file ${fileId} was never sent`);
  }
  return {violations, files: wanted.length};
}

async function sendOne(job: Job, stand: Stand, hashes: Map<string, string>): Promise<void> {
  const bytes = randomBytes(FILE_BYTES);
  const name = `${randomBytes(8).toString('hex')}.bin`;
  const path = join(job.folder, name);
  writeFileSync(path, bytes);
  hashes.set(name, createHash('sha256').update(bytes).digest('hex'));
  // Not waited for: some of them are on their way while a backup is made.
  await sendFiles(stand.people[0]!.client, {paths: [path], roomId: stand.seeded.roomIds[1]!});
}
