/** What is shown of a file before it is taken: real files over a real server, and what a hostile sender may offer. */
import {readdir} from 'node:fs/promises';
import {gzipSync} from 'node:zlib';
import {expect, test} from '@jest/globals';
import * as tar from 'tar-stream';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {pictureAtHand} from '../../src/client/actions/preview.ts';
import {enterRoom} from '../../src/client/actions/room.ts';
import {submit} from '../../src/client/input/submit.ts';
import {headerOf} from '../../src/client/transfers/bytes/tar.ts';
import {previewOf} from '../../src/client/transfers/preview/preview.ts';
import {previewRows} from '../../src/client/transfers/preview/previewRows.ts';
import type {FileBytes} from '../../src/client/transfers/preview/remoteBytes.ts';
import fc from '../support/suite/property.ts';
import type {Member} from './support/member.ts';
import {pair, sees} from './transfersSupport.ts';

/** A zip of stored entries; `bytes` before it, so that its list stands far behind its beginning. */
function zipOf(entries: readonly (readonly [name: string, sizeBytes: number])[], before = 0): Buffer {
  const first = Buffer.alloc(30 + before);
  first.write('PK\u0003\u0004', 'latin1');
  const rows = entries.map(([name, sizeBytes]) => {
    const row = Buffer.alloc(46 + Buffer.byteLength(name));
    row.write('PK\u0001\u0002', 'latin1');
    row.writeUInt16LE(0x800, 8);
    row.writeUInt16LE(8, 10);
    row.writeUInt32LE(sizeBytes, 24);
    row.writeUInt16LE(Buffer.byteLength(name), 28);
    row.write(name, 46);
    return row;
  });
  const list = Buffer.concat(rows);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(first.length, 16);
  return Buffer.concat([first, list, end]);
}

function pngOf(width: number, height: number): Buffer {
  const png = Buffer.alloc(64);
  png.write('\u0089PNG\r\n\u001a\n', 'latin1');
  png.writeUInt32BE(13, 8);
  png.write('IHDR', 12);
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
}

const bytesIn = (content: Buffer, reachBytes = content.length): FileBytes & {readBytes(): number} => {
  let read = 0;
  return {
    sizeBytes: content.length,
    reachBytes,
    readBytes: () => read,
    read(buffer, offset, length, position) {
      const bytesRead = content.copy(buffer, offset, position, Math.min(position + length, reachBytes));
      read += bytesRead;
      return Promise.resolve({bytesRead});
    },
  };
};
const previewIn = async (content: Buffer) => previewOf(bytesIn(content));

async function gnuTar(entries: readonly string[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const name of entries) pack.entry({name}, `content of ${name}`);
  pack.finalize();
  const parts: Buffer[] = [];
  for await (const part of pack as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

test('B74 a file of the room is looked at by name or number, from the bytes that tell, and nothing is written', async () => {
  const {ann, bob, roomId, file} = await pair();
  enterRoom(bob.client, roomId);
  const notes = Array.from({length: 90}, (_, at) => `line ${at} \u001b[2J`).join('\n');
  const paths = [
    await file('notes.txt', Buffer.from(notes)),
    await file(
      'far.zip',
      zipOf(
        [
          ['a/', 0],
          ['a/b.txt', 7],
          ['../../etc/x', 3_000],
        ],
        5 * 1024 ** 2,
      ),
    ),
    await file('photo.png', pngOf(640, 480)),
    await file('index.html', Buffer.from('<script>alert(1)</script>')),
    await file('data.bin', Buffer.from([0, 1, 2, 3])),
    await file('src.tar.gz', gzipSync(await gnuTar(['one.c', 'two.c']))),
  ];
  for (const path of paths) await sendFiles(ann.client, {paths: [path], roomId});
  await sendFiles(ann.client, {paths: paths.slice(0, 2), roomId});
  await ann.sees('all sent', ({transferById}) => Object.values(transferById).every(({status}) => status === 'done'));
  const look = async (wanted: string) => {
    const outcome = await submit(bob.client, `/preview ${wanted}`);
    if (outcome.kind !== 'show') throw new Error(JSON.stringify(outcome));
    return outcome.rows;
  };
  const lines = await look('notes.txt');
  expect(lines).toHaveLength(63);
  expect([lines[0], lines[2], lines.at(-1)]).toEqual(['Text, its first lines', 'line 0 \u001b[2J', '…']);
  expect(await look('far.zip')).toEqual([
    'Archive (ZIP), 2 files, 2.94 KiB',
    '',
    expect.stringContaining('a/'),
    expect.stringMatching(/7 B +a\/b\.txt/),
    expect.stringContaining('../../etc/x'),
  ]);
  expect(await look('photo.png')).toEqual(['PNG image, 640 × 480 pixels', '']);
  expect(await look('index.html')).toEqual(['Text, 1 line', '', '<script>alert(1)</script>']);
  expect(await look('data.bin')).toEqual(['Neither text, picture nor archive', '']);
  expect(await look('src.tar.gz')).toEqual([
    'Archive (tar, compressed by gzip), 2 files, 32 B',
    '',
    '16 B  one.c',
    '16 B  two.c',
  ]);
  expect((await look('1')).join('\n')).toMatch(/^Archive \(TAR\), 2 files, [^]* notes\.txt\n[^]* far\.zip$/);
  expect(await submit(bob.client, '/preview none')).toMatchObject({kind: 'refused', code: 'file-not-found'});
  await sees(bob, 'offered');
  expect(await readdir(bob.client.options.downloadsDir).catch(() => [])).toEqual([]);
});

test('a picture is at hand on the machine of who sent or took it, and elsewhere as far as a small one is fetched', async () => {
  const {ann, bob, roomId, file} = await pair();
  const content = pngOf(640, 480);
  await sendFiles(ann.client, {paths: [await file('photo.png', content)], roomId});
  await ann.sees('all sent', ({transferById}) => Object.values(transferById).every(({status}) => status === 'done'));
  const [sent] = (await bob.client.request('fileList', {roomId})).files;
  const one = {fileId: sent?.fileId ?? '', roomId, sizeBytes: content.length, isWhole: true};
  const {sizeBytes} = one;
  const lengthFor = async (who: Member, fetchedMax: number, changes: Partial<typeof one> = {}) =>
    (await pictureAtHand(who.client, {...one, ...changes}, fetchedMax))?.length;
  expect(await lengthFor(ann, 0)).toBe(sizeBytes);
  expect(await lengthFor(bob, sizeBytes - 1)).toBeUndefined();
  expect(await lengthFor(bob, sizeBytes, {isWhole: false})).toBeUndefined();
  expect(await lengthFor(bob, sizeBytes)).toBe(sizeBytes);
  // What is said to be small and is not is not read.
  await expect(lengthFor(bob, 1_000_000, {sizeBytes: 10})).rejects.toMatchObject({code: 'bad-answer'});
  expect(await lengthFor(bob, Infinity, {sizeBytes: 7 * 1024 ** 2})).toBeUndefined();
  enterRoom(bob.client, roomId);
  await submit(bob.client, '/get photo.png');
  await sees(bob, 'done');
  expect(await lengthFor(bob, 0)).toBe(sizeBytes);
});

test('B74 an archive bomb is listed or begun, and never unpacked', async () => {
  const bomb = bytesIn(gzipSync(Buffer.alloc(40 * 1024 ** 2), {level: 1}));
  const before = process.memoryUsage().rss;
  expect(await previewOf(bomb)).toMatchObject({kind: 'archive', format: 'gzip', isCut: true});
  expect(process.memoryUsage().rss - before).toBeLessThan(30 * 1024 ** 2);
  const huge = await previewIn(zipOf([['42.bin', 0xfffffffe]]));
  expect(huge).toMatchObject({entries: [{name: '42.bin', sizeBytes: 0xfffffffe}]});
  const many = bytesIn(zipOf(Array.from({length: 30_000}, (_, at) => [`${at}`, at] as const)));
  expect((await previewOf(many)).entries).toHaveLength(2_000);
  expect((await previewOf(many)).isCut).toBe(true);
  const long = Buffer.concat([headerOf({name: 'x'.repeat(8_000), sizeBytes: 0, changedAtMs: 0}), Buffer.alloc(1_024)]);
  expect((await previewIn(long)).entries?.[0]?.name).toHaveLength(1_000);
});

test('of a large encrypted file its beginning is enough, or it is said why it is not', async () => {
  const zip = zipOf([['a', 1]], 400_000);
  await expect(previewOf(bytesIn(zip, 100_000))).rejects.toMatchObject({code: 'preview-none'});
  const text = Buffer.from('Grüße\n'.repeat(50_000));
  expect(await previewOf(bytesIn(text, 100_001))).toMatchObject({kind: 'text', isCut: true});
});

test('B74 whatever the bytes are, there is an answer or a refusal, soon', async () => {
  const seeds = [
    zipOf([
      ['a', 1],
      ['b', 2],
    ]),
    pngOf(3, 4),
    gzipSync(await gnuTar(['x'])),
    await gnuTar(['y']),
    Buffer.from('GIF89a\u0001\u0000\u0001\u0000'),
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0]),
  ];
  const mangled = fc
    .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(1_600), fc.nat(255)), {maxLength: 6}), fc.nat(1_700))
    .map(([seed, changes, length]) => {
      const bytes = Buffer.from(seed);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes.subarray(0, Math.max(1, length));
    });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        mangled,
        fc.uint8Array({maxLength: 600}).map(one => Buffer.from(one)),
      ),
      async bytes => {
        const answer = await previewIn(bytes).then(
          found => (previewRows(found).length < 2_100 ? 'rows' : 'too many'),
          (error: {code?: string}) => error.code,
        );
        expect(['rows', 'preview-none', 'bad-answer']).toContain(answer);
      },
    ),
  );
});
