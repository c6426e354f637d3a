/** Pastes that look like dropped files: what is offered is a file or folder that is there, and nothing without a question. */
import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {checkBundle} from '../../src/client/transfers/up/bundle.ts';
import {droppedPaths} from '../../src/client/transfers/up/dropped.ts';
import {temporaryFolder} from '../client/support/member.ts';
import {longestTaskMs} from '../support/suite/busyTime.ts';
import {HOSTILE_TEXTS} from '../support/hostile/hostileText.ts';

describe('B77 a paste', () => {
  test('of devices, pipes, other hosts, sequences or nothing is a text like any other', async () => {
    const folder = await temporaryFolder();
    const pipe = join(folder, 'pipe.txt');
    execFileSync('mkfifo', [pipe]);
    const plain = join(folder, 'plain.txt');
    writeFileSync(plain, 'x');
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken.txt'));
    for (const text of [
      pipe,
      '/dev/zero',
      '/dev/tty',
      join(folder, 'broken.txt'),
      `file://attacker.example${plain}`,
      `${pathToFileURL(plain).href}%00`,
      'file:///%2e%2e%2f',
      `${plain}\u0000`,
      `${plain} /dev/zero`,
      `${plain}; rm -rf ~`,
      `${plain} $(touch owned)`,
      '~/plain.txt',
      './plain.txt',
      '\\\\attacker\\share\\x',
      ...HOSTILE_TEXTS.filter((_, at) => at % 10 === 0).map(({text: one}) => `${plain} ${one}`),
    ])
      expect([text, await droppedPaths(text)]).toEqual([text, undefined]);
  });

  test('of paths without end is not looked at on the disk, and never hangs', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a.b');
    writeFileSync(path, 'x');
    const texts = [
      `${path} `.repeat(201),
      `${path}\n`.repeat(201),
      `${path} `.repeat(20_000),
      `/a/${'\\'.repeat(60_000)}`,
      `/a/${"'".repeat(60_001)}`,
      `/${'a/'.repeat(30_000)}`,
    ];
    const lookAll = async () => {
      for (const text of texts) expect(await droppedPaths(text)).toBeUndefined();
    };
    expect(await longestTaskMs(lookAll)).toBeLessThan(5_000);
    expect(await droppedPaths(`${path} `.repeat(200))).toEqual([path]);
  });

  test('of a folder offers its files, and no links, pipes or devices in it', async () => {
    const folder = await temporaryFolder();
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    writeFileSync(join(inside, 'a'), 'x');
    symlinkSync('/etc/passwd', join(inside, 'link'));
    execFileSync('mkfifo', [join(inside, 'pipe')]);
    expect(await droppedPaths(`${inside}/`)).toEqual([`${inside}/`]);
    expect(await checkBundle([inside])).toMatchObject({bundle: {files: 1}, leftOut: 2});
  });
});
