/** Backups that are damaged, cut or made up, and places that take none. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {pack} from 'tar-stream';
import {account, cleanUp, jsonLinesOf, person, serve, temporaryFolder, type Person} from '../support/program.ts';

let owner: Person;
let dataDir = '';
let whole = '';

beforeAll(async () => {
  owner = person();
  dataDir = join(temporaryFolder(), 'data');
  const server = await serve(owner, ['--data', dataDir]);
  const {env} = await account(server, 'alice');
  const file = join(temporaryFolder(), 'report.txt');
  writeFileSync(file, 'x'.repeat(100_000));
  await person(undefined, env).call(['send', '#lobby', '--file', file]);
  await server.stop();
  const {stdout} = await owner.call(['admin', 'backup', temporaryFolder(), '--json', '--data', dataDir]);
  whole = jsonLinesOf<{path: string}>(stdout)[0]!.path;
});
afterAll(cleanUp);

const copyOf = (): string => {
  const path = join(temporaryFolder(), 'copy');
  cpSync(whole, path, {recursive: true});
  return path;
};
const changed = (path: string, change: (manifest: Record<string, unknown>) => void): void => {
  const manifest = JSON.parse(readFileSync(join(path, 'backup.json'), 'utf8')) as Record<string, unknown>;
  change(manifest);
  writeFileSync(join(path, 'backup.json'), JSON.stringify(manifest));
};
const fileIn = (path: string): string => join(path, 'files', readdirSync(join(path, 'files'))[0]!);

function damageDatabase(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 8_192, 12_288);
  writeFileSync(path, bytes);
}

describe('B141 a backup that is not whole', () => {
  test.each([
    ['a file is missing', (path: string) => rmSync(fileIn(path)), /files\/\S+ is missing/],
    [
      'a file was changed',
      (path: string) => writeFileSync(fileIn(path), 'y'.repeat(100_000)),
      /files\/\S+ was changed/,
    ],
    ['a file is short', (path: string) => truncateSync(fileIn(path), 5), /has 5 bytes instead of 100000/],
    ['a file is a folder', (path: string) => (rmSync(fileIn(path)), mkdirSync(join(path, 'x'))), /is missing/],
    ['the database was changed', (path: string) => damageDatabase(join(path, 'chat.db')), /chat\.db was changed/],
    ['the database is longer', (path: string) => appendFileSync(join(path, 'chat.db'), 'x'), /chat\.db has \d+ bytes/],
    ['there is no manifest', (path: string) => rmSync(join(path, 'backup.json')), /there is none in/],
    ['the manifest is cut', (path: string) => truncateSync(join(path, 'backup.json'), 40), /is no JSON/],
    ['the manifest is a list', (path: string) => writeFileSync(join(path, 'backup.json'), '[]'), /is none/],
    [
      'the manifest has paths outside',
      (path: string) =>
        changed(path, one => Object.assign(one['parts'] as object, {'../evil': {bytes: 1, sha256: 'a'.repeat(64)}})),
      /wrong entry/,
    ],
    [
      'the manifest leaves the database out',
      (path: string) => changed(path, one => delete (one['parts'] as Record<string, unknown>)['chat.db']),
      /wrong entry/,
    ],
    ['it is of a later format', (path: string) => changed(path, one => (one['format'] = 99)), /newer chat-tui/],
    ['it is of a later schema', (path: string) => changed(path, one => (one['schema'] = 9_999)), /newer chat-tui/],
  ] as const)('is refused where %s, and nothing is written', async (_, damage, sentence) => {
    const path = copyOf();
    damage(path);
    const target = join(temporaryFolder(), 'target');
    const {code, stderr} = await owner.call(['restore', path, '--data', target]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
    expect(existsSync(target)).toBe(false);
  });

  test('is refused where its database is damaged although its hash is right', async () => {
    const path = copyOf();
    damageDatabase(join(path, 'chat.db'));
    const {hashOf} = await import('../../src/server/backup/manifest.ts');
    const part = await hashOf(join(path, 'chat.db'));
    changed(path, one => Object.assign(one['parts'] as object, {'chat.db': part}));
    const {code, stderr} = await owner.call(['restore', path, '--data', join(temporaryFolder(), 'target')]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/the database is damaged|malformed/)]);
  });

  test('is not put over data that is there', async () => {
    const before = readFileSync(join(dataDir, 'chat.db'));
    const {code, stderr} = await owner.call(['restore', whole, '--data', dataDir]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not empty')]);
    expect(readFileSync(join(dataDir, 'chat.db')).equals(before)).toBe(true);
  });
});

describe('B141 an archive from a pipe', () => {
  const archiveOf = async (
    entries: readonly [name: string, type: 'file' | 'symlink', body: string][],
  ): Promise<Buffer> => {
    const archive = pack();
    for (const [name, type, body] of entries)
      archive.entry({name, type, ...(type === 'symlink' && {linkname: '/etc/passwd'})}, body);
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  test.each([
    ['nothing', [], /cut, or is none/],
    ['a path outside', [['../../evil', 'file', 'x']], /none of a backup/],
    ['an absolute path', [['/tmp/evil', 'file', 'x']], /none of a backup/],
    ['a link', [['chat.db', 'symlink', '']], /none of a backup/],
    [
      'a name twice',
      [
        ['chat.db', 'file', 'x'],
        ['chat.db', 'file', 'y'],
      ],
      /none of a backup/,
    ],
    ['no manifest', [['chat.db', 'file', 'x']], /cut, or is none/],
  ] as [string, [string, 'file' | 'symlink', string][], RegExp][])(
    'with %s is refused',
    async (_, entries, sentence) => {
      const target = join(temporaryFolder(), 'target');
      const {code, stderr} = await owner.call(['restore', '-', '--data', target], {stdin: await archiveOf(entries)});
      expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
      expect(existsSync(target)).toBe(false);
    },
  );

  test('that is no archive is refused', async () => {
    const {code} = await owner.call(['restore', '-', '--data', join(temporaryFolder(), 't')], {
      stdin: 'z'.repeat(5_000),
    });
    expect(code).toBe(2);
  });
});

describe('B141 a place that takes no backup', () => {
  test('in the data folder, in a link to it, or where nobody can write, is refused', async () => {
    const link = join(temporaryFolder(), 'link');
    symlinkSync(dataDir, link);
    for (const folder of [dataDir, join(dataDir, 'backups'), join(link, 'inner')]) {
      const {code, stderr} = await owner.call(['admin', 'backup', folder, '--data', dataDir]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('lies in the data folder')]);
      rmSync(join(dataDir, 'backups'), {recursive: true, force: true});
      rmSync(join(dataDir, 'inner'), {recursive: true, force: true});
    }
    const {code} = await owner.call(['admin', 'backup', '/proc/nowhere', '--data', dataDir]);
    expect(code).toBe(2);
    expect(await owner.call(['admin', 'backup', temporaryFolder(), '--data', temporaryFolder()])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no data of a server'),
    });
  });
});
