/** Several files and folders as one offer: what arrives, and what archives of hostile senders become. */
import {describe, expect, test} from '@jest/globals';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {open} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {finished} from 'node:stream/promises';
import * as tar from 'tar-stream';
import {acceptTransfer, fetchFile, findFile, sendFiles, transferFinished} from '../../src/client/actions/transfer.ts';
import {BUNDLE_ITEMS_MAX} from '../../src/shared/bundle.ts';
import {unpack} from '../../src/client/transfers/down/unpack.ts';
import {contentsOf, END_BYTES, headerOf, readContents} from '../../src/client/transfers/bytes/tar.ts';
import {checkBundle, openBundle} from '../../src/client/transfers/up/bundle.ts';
import {temporaryFolder} from './support/member.ts';
import {downloads, kept, pair, sees, transfers} from './transfersSupport.ts';

/** Relative paths of all files, with their contents. */
const treeOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, {recursive: true, withFileTypes: true})
      .filter(entry => entry.isFile())
      .map(({parentPath, name}) => [
        relative(folder, join(parentPath, name)),
        readFileSync(join(parentPath, name), 'latin1'),
      ]),
  );

const LONG = `${'n'.repeat(140)}.txt`;

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), {recursive: true});
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const FILES = {
  'photos/a.txt': 'one',
  'photos/empty': '',
  [`photos/sub/${LONG}`]: 'long',
  'photos/sub/Zoë.bin': 'z'.repeat(700_001),
  'notes.txt': 'two',
};

describe('several files and folders', () => {
  test('are one offer, arrive as one folder, whole or in part, and leave nothing behind', async () => {
    const {ann, bob, roomId} = await pair();
    const folder = await folderOf(FILES);
    symlinkSync('/etc/passwd', join(folder, 'photos', 'link'));
    const [id = ''] = await sendFiles(ann.client, {paths: [join(folder, 'photos'), join(folder, 'notes.txt')], roomId});
    await transferFinished(ann.client, id);
    await sees(bob, 'offered');
    const [offer] = transfers(bob);
    expect(offer).toMatchObject({name: 'photos and 1 more.tar', bundle: {files: 5, names: ['photos/', 'notes.txt']}});
    await acceptTransfer(bob.client, offer!.transferId);
    const {path = ''} = await transferFinished(bob.client, offer!.transferId);
    expect(path).toMatch(/photos and 1 more$/);
    expect(treeOf(path)).toEqual(FILES);
    expect(statSync(join(path, 'notes.txt')).mode & 0o777).toBe(0o600);
    const take = async (only: string[]) => {
      const file = await findFile(bob.client, roomId, 'photos and 1 more');
      const taken = await fetchFile(bob.client, file, {only});
      return (await transferFinished(bob.client, taken)).path ?? '';
    };
    expect(await take(['notes.txt'])).toMatch(/\/notes\.txt$/);
    expect(treeOf(await take(['photos/sub/']))).toEqual({
      [`sub/${LONG}`]: 'long',
      'sub/Zoë.bin': FILES['photos/sub/Zoë.bin'],
    });
    await expect(take(['photos/none'])).rejects.toMatchObject({code: 'file-not-found'});
    expect((await downloads(bob)).toSorted()).toEqual(['notes.txt', 'photos', 'photos and 1 more']);
    expect(await kept(ann)).toEqual([]);
  });

  test('of which one changed meanwhile are not sent, and it is said which', async () => {
    const folder = await folderOf(FILES);
    const {sizeBytes, parts} = await checkBundle([join(folder, 'photos')]);
    truncateSync(join(folder, 'photos', 'a.txt'), 1);
    const reader = openBundle(parts!);
    const reading = reader.read(Buffer.alloc(sizeBytes), 0, sizeBytes, 0);
    await expect(reading).rejects.toMatchObject({code: 'file-changed', detail: join(folder, 'photos', 'a.txt')});
    await reader.close();
  });

  test('read from any place are the archive that other programs read', async () => {
    const folder = await folderOf(FILES);
    const {sizeBytes, parts} = await checkBundle([join(folder, 'photos'), join(folder, 'notes.txt')]);
    const reader = openBundle(parts!);
    const whole = Buffer.alloc(sizeBytes);
    await reader.read(whole, 0, sizeBytes, 0);
    for (const [at, length] of [
      [0, 1],
      [511, 3],
      [1_700, 90_000],
      [sizeBytes - 700, 700],
      [sizeBytes - 1, 9],
    ] as const) {
      const piece = Buffer.alloc(length);
      const {bytesRead} = await reader.read(piece, 0, length, at);
      expect(piece.subarray(0, bytesRead).equals(whole.subarray(at, at + length))).toBe(true);
    }
    await reader.close();
    const found: Record<string, number> = {};
    const archive = tar.extract();
    archive.on('entry', ({name, size}, stream, next) => {
      if (!name.endsWith('/')) found[name] = size;
      stream.on('end', next).resume();
    });
    archive.end(whole);
    await finished(archive);
    expect(found).toEqual(Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, text.length])));
    expect(readContents(whole)).toHaveLength(7);
    expect(readContents(whole.subarray(0, 600))).toBeUndefined();
  });
});

/** @param entries name and content; `undefined` for a header of the given type without bytes */
async function archiveOf(entries: readonly (readonly [name: string, content: string, type?: string])[]) {
  const parts = entries.flatMap(([name, content, type]) => {
    const header = headerOf({name, sizeBytes: content.length, changedAtMs: 0});
    if (type !== undefined) retype(header, type);
    return [header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return keptAs(Buffer.concat([...parts, Buffer.alloc(END_BYTES)]));
}

function retype(header: Buffer, type: string): void {
  const at = header.length - 512;
  const before = header.readUInt8(at + 156);
  header.write(type, at + 156);
  const sum = Number.parseInt(header.toString('latin1', at + 148, at + 154), 8) - before + type.charCodeAt(0);
  header.write(sum.toString(8).padStart(6, '0'), at + 148);
}

async function keptAs(bytes: Buffer) {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'archive'), bytes);
  const out = await temporaryFolder();
  return {
    out,
    async unpacked(): Promise<string> {
      const archive = await open(join(folder, 'archive'));
      try {
        return await unpack({
          archive,
          sizeBytes: bytes.length,
          folder: out,
          transferId: 'x'.repeat(22),
          title: 'box',
          signal: new AbortController().signal,
          onTry: () => Promise.resolve(),
        });
      } finally {
        await archive.close();
      }
    },
  };
}

describe('B73 an archive of a hostile sender', () => {
  test('leads nowhere else, replaces nothing, and brings no links or devices', async () => {
    const archive = await archiveOf([
      ['../../x', 'up'],
      ['/etc/passwd', 'absolute'],
      ['C:x', 'drive'],
      ['CON', 'device'],
      ['a\u001b[2Jb', 'escape'],
      ['.git/config', 'hidden'],
      ['é', 'one form'],
      ['e\u0301', 'the other'],
      ['same', '1'],
      ['same', '2'],
      ['Same', '3'],
      ['link', '', '2'],
      ['hard', '', '1'],
      ['tty', '', '3'],
      ['pipe', '', '6'],
      [`${'d'.repeat(3_000)}/${'f'.repeat(900)}`, 'long'],
    ]);
    mkdirSync(join(archive.out, 'box'));
    const path = await archive.unpacked();
    expect(path).toBe(join(archive.out, 'box (1)'));
    const names = Object.keys(treeOf(path));
    expect(new Set(names.filter(name => !name.startsWith('Same')))).toEqual(
      new Set([
        'C_x',
        '_CON',
        'a_[2Jb',
        `${'d'.repeat(200)}/${'f'.repeat(200)}`,
        'etc/passwd',
        'file/file/x',
        'git/config',
        'same',
        'same (1)',
        'é',
        'é (1)',
      ]),
    );
    expect(names.filter(name => name.startsWith('Same'))).toHaveLength(1);
    expect(readdirSync(archive.out).toSorted()).toEqual(['box', 'box (1)']);
  });

  test.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, 700)],
    ['without an end', (bytes: Buffer) => bytes.subarray(0, 1_024)],
    ['with another sum', (bytes: Buffer) => Buffer.from(bytes).fill('9', 148, 154)],
    ['with a size beyond its end', () => headerOf({name: 'big', sizeBytes: 4 * 1024 ** 4, changedAtMs: 0})],
    ['whose path is longer than any', () => headerOf({name: 'x'.repeat(20_000), sizeBytes: 0, changedAtMs: 0})],
    [
      'whose folders lie deeper than a path can be long',
      (good: Buffer) => {
        const path = Array<string>(40).fill('d'.repeat(200)).join('/');
        return Buffer.concat([headerOf({name: path, sizeBytes: 0, changedAtMs: 0}), good]);
      },
    ],
    ['that is no archive', () => Buffer.from('<html>'.repeat(500))],
    [
      'of more files than go as one',
      () => Buffer.concat(Array<Buffer>(50_001).fill(headerOf({name: 'd/', sizeBytes: 0, changedAtMs: 0}))),
    ],
  ])('that is %s is refused, and nothing is left', async (_what, spoil) => {
    const good = Buffer.concat([
      headerOf({name: 'a', sizeBytes: 1, changedAtMs: 0}),
      Buffer.alloc(512, 'a'),
      Buffer.alloc(END_BYTES),
    ]);
    const archive = await keptAs(spoil(good));
    await expect(archive.unpacked()).rejects.toMatchObject({code: 'bad-answer'});
    expect(readdirSync(archive.out)).toEqual([]);
  });

  test('of more files than go as one is not sent either, and it is said how many go', async () => {
    const folder = await temporaryFolder();
    const first = join(folder, 'first');
    writeFileSync(first, '');
    for (let at = 1; at <= BUNDLE_ITEMS_MAX; at++) linkSync(first, join(folder, String(at)));
    await expect(checkBundle([folder])).rejects.toMatchObject({code: 'files-too-many', detail: '50,000'});
  });

  test('of a million contents is listed as far as there is room', () => {
    const many = Array.from({length: 1_000_000}, (_, at) => ({name: `file ${at}`, sizeBytes: at}));
    const start = contentsOf(many);
    expect(start.length).toBeLessThan(600_000);
    expect(readContents(start)!.length).toBeGreaterThan(10_000);
  });
});
