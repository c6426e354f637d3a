/**
 * Disks that are full where a server keeps its data, or a backup, a restore, an export, an import or a file that comes directly
 * goes: told in a sentence, nothing half left, nothing lost.
 */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {onDisk, thenListed, whyNoDisks, withDisksOf} from '../support/machine/namespace.ts';
import {connectDevice} from '../support/person.ts';
import {plain} from '../support/screen/plainMode.ts';
import {
  account,
  BIN,
  cleanUp,
  jsonLinesOf,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type Person,
} from '../support/program.ts';

const why = whyNoDisks();
if (why !== undefined) process.stderr.write(`Full disks are not tested here. ${why}\n`);
const KIB = 1024;

let owner: Person;
let dataDir = '';
let backup = '';
let archive: Uint8Array;
let databaseBytes = 0;

beforeAll(async () => {
  owner = person();
  dataDir = join(temporaryFolder(), 'data');
  const server = await serve(owner, ['--data', dataDir]);
  const {env} = await account(server, 'alice');
  const file = join(temporaryFolder(), 'report.txt');
  writeFileSync(file, 'x'.repeat(100_000));
  const alice = person(undefined, env);
  await alice.call(['send', '#lobby', '--file', file]);
  await alice.call(['send', '#lobby', 'y'.repeat(4_000)]);
  await alice.call(['send', '#lobby', 'y'.repeat(4_000)]);
  await server.stop();
  const {stdout} = await owner.call(['admin', 'backup', temporaryFolder(), '--json', '--data', dataDir]);
  backup = jsonLinesOf<{path: string}>(stdout)[0]!.path;
  databaseBytes = statSync(join(backup, 'chat.db')).size;
  const command = [BIN, 'admin', 'backup', '-', '--data', dataDir];
  archive = spawnSync(process.execPath, command, {env: owner.env, maxBuffer: 16 * KIB ** 2}).stdout;
});
afterAll(cleanUp);

interface Case {
  /** `DISK` stands for the folder of the full disk. */
  args: string[];
  sizeBytes: () => number;
  told: RegExp;
  /** Standard input, and `DISK` as the folder for what is temporary. */
  stdin?: () => Uint8Array | string;
  isTemporary?: boolean;
}

const FULL = 'the disk is full';
const smaller = () => 64 * KIB;
/** The database fits, and nothing else does. */
const roomForDatabase = () => databaseBytes + 48 * KIB;

const CASES: Record<string, Case> = {
  'a backup to a full disk, too small for the database': {
    args: ['admin', 'backup', 'DISK', '--data', 'DATA'],
    sizeBytes: smaller,
    told: /^No backup was made: the database has .*, and .* has room for/,
  },
  'a backup to a full disk, with room for the database alone': {
    args: ['admin', 'backup', 'DISK', '--data', 'DATA'],
    sizeBytes: roomForDatabase,
    told: new RegExp(`^No backup was made: ${FULL}`),
  },
  'a backup through a full folder for temporary files': {
    args: ['admin', 'backup', '-', '--data', 'DATA'],
    sizeBytes: smaller,
    told: /^No backup was made: the database has .*, and .* has room for/,
    isTemporary: true,
  },
  'a restore to a full disk': {
    args: ['restore', 'BACKUP', '--data', 'DISK/data'],
    sizeBytes: smaller,
    told: new RegExp(`^Nothing was restored: ${FULL}`),
  },
  'a restore to a full disk, with room for the database alone': {
    args: ['restore', 'BACKUP', '--data', 'DISK/data'],
    sizeBytes: roomForDatabase,
    told: new RegExp(`^Nothing was restored: ${FULL}`),
  },
  'a restore from a pipe through a full folder for temporary files': {
    args: ['restore', '-', '--data', 'DISK/data'],
    sizeBytes: smaller,
    told: new RegExp(`^Nothing was restored: ${FULL}`),
    stdin: () => archive,
    isTemporary: true,
  },
  'an export to a full disk': {
    args: ['admin', 'export', '--all', '--to', 'DISK/all.jsonl', '--data', 'DATA'],
    sizeBytes: () => 4 * KIB,
    told: new RegExp(`^Nothing was exported: ${FULL}`),
  },
  'an export to a full disk, with room for the lines alone': {
    args: ['admin', 'export', '--all', '--to', 'DISK/all.jsonl', '--files', 'DISK/files', '--data', 'DATA'],
    sizeBytes: smaller,
    told: new RegExp(`^Nothing was exported: ${FULL}`),
  },
  'an import from a pipe beside data on a full disk': {
    args: ['admin', 'import', '-', '--data', 'DISK'],
    sizeBytes: smaller,
    told: new RegExp(`^The import stopped: ${FULL}`),
    stdin: () => '{"type":"export"}\n'.repeat(10_000),
  },
};

(why === undefined ? describe : describe.skip)('with disks of one’s own', () => {
  describe('B143 a full disk', () => {
    test.each(Object.entries(CASES))('%s is told, and nothing half is left', async (_, one) => {
      const disk = temporaryFolder();
      const places = {DISK: disk, DATA: dataDir, BACKUP: backup};
      const args = one.args.map(arg => arg.replace(/DISK|DATA|BACKUP/, place => places[place as keyof typeof places]));
      const ran = await owner.run(args, {
        ...thenListed(disk, one.sizeBytes()),
        ...(one.stdin !== undefined && {stdin: one.stdin()}),
        ...(one.isTemporary === true && {env: {TMPDIR: disk}}),
      });
      expect([ran.code, ran.stdout, ran.stderr]).toEqual([2, '', expect.stringMatching(one.told)]);
    });

    test.each([['backup', ['-']] as const, ['export', ['--all']] as const])(
      '%s to a full disk by a pipe, or to a reader that leaves, fails',
      (name, words) => {
        const args = [process.execPath, BIN, 'admin', name, ...words, '--data', dataDir];
        const ending = (script: string) => {
          const {status, stderr} = spawnSync('bash', ['-c', script, 'bash', ...args], {
            env: owner.env,
            encoding: 'utf8',
          });
          return [status, stderr];
        };
        const full = ending('exec "$@" > /dev/full');
        expect(full).toEqual([2, expect.stringMatching(/^[\w ]+: the disk is full\.\n$/)]);
        // The reader has gone before the first byte.
        const left = ending('exec 3> >(true); wait $!; exec "$@" >&3');
        expect(left).toEqual([2, expect.stringMatching(/: whoever reads it stopped before its end\.\n$/)]);
      },
    );

    test('an import into a server whose disk gets full is told, loses nothing, and goes on later', async () => {
      const ENTRIES = 1_200;
      const disk = temporaryFolder();
      const data = join(disk, 'data');
      const path = join(temporaryFolder(), 'big.jsonl');
      writeFileSync(path, exportOf(ENTRIES));
      const operator = person();
      const running = operator.start(['serve', '--port', '0', '--data', data], onDisk(disk, 4 * KIB ** 2));
      const [, url = ''] = await running.waitFor(/ready at (\S+)$/m);
      const ann = person(undefined, {CHAT_TUI_SERVER: url});
      const [ownerLink] = await running.waitFor(/http\S+#own_\S+/);
      const register = ['register', '--user', 'ann', '--store', 'file', '--password-stdin', '--server', ownerLink];
      expect(await ann.call(register, {stdin: 'secret of ann\n'})).toMatchObject({code: 0});
      const inside = withDisksOf(running.child.pid!);
      const imported = () =>
        operator.run(['admin', 'import', path, '--owner', '@ann', '--data', data, '--json'], inside.on);
      const stopped = await imported();
      expect(stopped).toMatchObject({code: 75, stdout: '', stderr: expect.stringMatching(/disk is full.*later/)});
      expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ok: false, why: 'disk full'});
      // What people were told of is there, and whoever is there reads on.
      expect(await ann.call(['rooms'])).toMatchObject({code: 0});
      inside.remount(disk, 64 * KIB ** 2);
      // The server looks at its disk several times a second, not each time; 75 means that the same call may succeed later.
      let done = await imported();
      while (done.code === 75) done = await imported();
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(done).toMatchObject({code: 0, stderr: ''});
      const [{entries, known}] = jsonLinesOf<{entries: number; known: number}>(done.stdout) as [
        {entries: number; known: number},
      ];
      expect(known).toBeGreaterThan(0);
      expect(entries + known).toBe(ENTRIES);
      const {stdout} = await ann.call(['tail', '#big', '-n', '1', '--json']);
      expect(stdout).toContain(`"seq":${ENTRIES}`);
    });

    test('of a server keeps nobody from logging in, however many; what is not stored is told at once', async () => {
      const host = person();
      // So large that what the server itself may give back, such as the log of its beginning, makes no room for messages.
      const running = host.start(['serve', '--port', '0'], onDisk(host.home, 44 * KIB ** 2));
      const [, url = ''] = await running.waitFor(/ready at (\S+)$/m);
      const login = ['--server', url, '--user', 'dora', '--store', 'file', '--password-stdin'];
      const stdin = passwordOf('dora');
      const dora = person();
      expect(await dora.call(['register', ...login], {stdin})).toMatchObject({code: 0});
      // By something else on the same disk, to its last byte.
      const filler = openSync(`/proc/${running.child.pid}/root${host.home}/filler`, 'w');
      const block = Buffer.alloc(4 * KIB, 'x');
      expect(() => {
        for (;;) writeSync(filler, block);
      }).toThrow('ENOSPC');
      closeSync(filler);
      // There may be room left in the files that the database has already.
      const send = () => dora.call(['send', '#lobby', '--no-wait', 'hello']);
      let refused = await send();
      while (refused.code === 0) refused = await send();
      expect(refused).toEqual({code: 75, stdout: '', stderr: expect.stringMatching(/its disk is full/)});
      const waiting = dora.start(['send', '#lobby', 'hello']);
      await waiting.waitFor(/its disk is full\..* Trying again .*\n/);
      await waiting.stop('SIGINT');
      for (const verb of [['tail', '#lobby'], ['rooms']]) expect(await dora.call(verb)).toMatchObject({code: 0});
      // More than what was put aside would hold of the database's log, if that grew with each of them.
      const device = await connectDevice(url);
      for (let count = 0; count < 35; count++)
        expect(await device.codeOf('sessionLogin', {name: 'dora', password: stdin})).toBe('ok');
      await device.close();
      expect(await person().call(['login', ...login], {stdin})).toMatchObject({code: 0});
      // As many passwords to compute as that takes.
    }, 240_000);

    test('where a file comes directly: what fits of it is no whole file', async () => {
      const server = await serve(person());
      const disk = temporaryFolder();
      const ann = await account(server, 'ann');
      const bob = await account(server, 'bob', undefined, {CHAT_TUI_DOWNLOADS: disk});
      const path = join(temporaryFolder(), 'map.bin');
      writeFileSync(path, randomBytes(200 * KIB));
      const sender = await plain(ann);
      const receiver = await plain(bob, onDisk(disk, 128 * KIB));
      receiver.type('/direct @ann');
      await sender.reads(/@bob wants to talk directly/);
      // Who accepts is there at once.
      sender.type('/direct @bob');
      await sender.reads(/You are in =bob/);
      sender.type(`/send ${path}`);
      await receiver.reads(/\/accept \d+ takes it/);
      receiver.type('/accept');
      expect(await receiver.reads(/map\.bin: (?:failed|fetched).*\n/)).toMatch(/map\.bin cannot be written/);
      await sender.reads(/map\.bin: declined/);
      expect(readdirSync(`/proc/${receiver.program.child.pid}/root${disk}`)).toEqual([]);
    });
  });
});

/** Lines of an export with one room of so many messages that do not become shorter. */
function exportOf(count: number): string {
  const room = {roomId: 7, kind: 'public', name: 'big', topic: '', createdAtMs: 1, firstSeq: 1, lastSeq: count};
  const entries = Array.from({length: count}, (_, index) => ({
    type: 'entry',
    roomId: 7,
    seq: index + 1,
    id: randomBytes(16).toString('base64url'),
    kind: 'message',
    sender: 'ann',
    sentAtMs: index + 1,
    text: randomBytes(1_500).toString('hex'),
  }));
  const lines = [
    {type: 'export', format: 1, madeAtMs: 1, program: 'x'},
    {type: 'room', ...room},
    ...entries,
    {type: 'end', rooms: 1, entries: count},
  ];
  return lines.map(line => `${JSON.stringify(line)}\n`).join('');
}
