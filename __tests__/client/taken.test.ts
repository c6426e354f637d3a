/** Files that were taken: where they go, how they are opened or not, what the history says, and until when offers are kept. */
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {openPath} from '../../src/cli/desktop/open.ts';
import {checkOpenable} from '../../src/client/actions/files.ts';
import {enterRoom} from '../../src/client/actions/room.ts';
import {submit} from '../../src/client/input/submit.ts';
import {memberAgain, temporaryFolder} from './support/member.ts';
import {pair, sees, transfers} from './transfersSupport.ts';

test('go where that room’s files go, are opened from there, and are in the history after a restart', async () => {
  const {one, ann, bob, roomId, file} = await pair({settings: {fileDays: 30}});
  enterRoom(bob.client, roomId);
  const say = (line: string) => submit(bob.client, line);
  const folder = await temporaryFolder();
  await submit(ann.client, `/send ${await file('plan.txt', 2_000)} @bob`);
  await sees(ann, 'done');
  await sees(bob, 'offered');
  const [offer] = transfers(bob);
  expect(offer?.expiresAtMs).toBe(offer!.startedAtMs + 30 * 24 * 60 * 60 * 1000);
  expect(await say('/files')).toMatchObject({
    choices: [
      {row: ['plan.txt', '1.95 KiB', '@ann', expect.stringMatching(/^\d{4}-/), expect.stringMatching(/^until \d{4}-/)]},
    ],
  });
  expect(await say('/open plan.txt')).toMatchObject({kind: 'refused', code: 'file-not-here', detail: 'plan.txt'});
  expect(await say('/downloads all from-here')).toMatchObject({
    sentence: expect.stringMatching(/server go into .*from-here\.$/),
  });
  expect(await say(`/downloads ${folder}`)).toMatchObject({sentence: expect.stringContaining('@ann go into ')});
  expect(await say('/downloads ../elsewhere')).toMatchObject({kind: 'refused', code: 'file-unwritable'});
  await say('/accept');
  await sees(bob, 'done');
  const path = join(folder, 'plan.txt');
  expect(await say('/open 1')).toEqual({kind: 'openPath', path, how: 'open'});
  expect(await say('/reveal plan.txt')).toEqual({kind: 'openPath', path, how: 'reveal'});
  await say('/downloads default');
  await say('/get 1');
  await bob.sees('both', () => transfers(bob).filter(({status}) => status === 'done').length === 2);
  expect(readdirSync(join(bob.client.options.downloadsDir, 'from-here'))).toEqual(['plan.txt']);
  await bob.client.close();

  const again = await memberAgain(one.url, bob);
  const past = await again.client.parts.transfers.past();
  expect(past).toMatchObject([
    {direction: 'down', outcome: 'done', name: 'plan.txt', peer: 'ann', sizeBytes: 2_000, movedBytes: 2_000},
    {path, sha256: expect.stringMatching(/^[0-9a-f]{64}$/)},
  ]);
  expect(await ann.client.parts.transfers.past()).toMatchObject([
    {direction: 'up', outcome: 'done', sha256: past[0]?.sha256},
  ]);
  expect(await submit(again.client, '/files history')).toMatchObject({
    rows: [expect.stringMatching(/^\d{4}-.* from @ann +plan\.txt +1\.95 KiB .*plan\.txt$/), expect.anything()],
  });
});

test('B75 are not opened where something would be run, whatever they are called', async () => {
  const folder = await temporaryFolder();
  const named = (name: string, content = 'x', mode = 0o600) => {
    const path = join(folder, name);
    writeFileSync(path, content, {mode});
    return path;
  };
  for (const name of ['a.txt', 'photo.jpg', 'read.me.pdf', 'archive.tar.gz', 'no ending']) checkOpenable(named(name));
  const programs = [
    named('run.sh'),
    named('x.desktop'),
    named('invoice.pdf.EXE'),
    named('page.html'),
    named('link.url'),
    named('notes.txt', '#!/bin/sh\necho'),
    named('photo.png', 'MZ\u0000'),
    named('song.mp3', '\u007fELF'),
    named('menu', '[Desktop Entry]\nExec=x'),
    named('letter.doc', '<!DOCTYPE html><script>'),
  ];
  chmodSync(named('marked.txt'), 0o700);
  mkdirSync(join(folder, 'Thing.app'));
  for (const path of [...programs, join(folder, 'marked.txt'), join(folder, 'Thing.app')])
    expect(() => checkOpenable(path)).toThrow(expect.objectContaining({code: 'file-would-run'}));
  symlinkSync('/etc/passwd', join(folder, 'link.txt'));
  for (const path of [join(folder, 'link.txt'), join(folder, 'none.txt'), '/dev/null'])
    expect(() => checkOpenable(path)).toThrow(expect.objectContaining({code: 'file-not-here'}));
});

test('B75 are opened by the desktop, with the path as one argument, and by nobody over ssh or without a screen', async () => {
  const folder = await temporaryFolder();
  const opened = join(folder, 'opened');
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$#:$1" >${opened}\n`, {mode: 0o700});
  const path = join(folder, '$(touch x); notes.txt');
  writeFileSync(path, 'x');
  const here = {PATH: folder, DISPLAY: ':0'};
  expect(await openPath(here, path, 'open')).toBe(true);
  expect(readFileSync(opened, 'utf8')).toBe(`1:${path}`);
  expect(await openPath(here, path, 'reveal')).toBe(true);
  expect(readFileSync(opened, 'utf8')).toBe(`1:${folder}`);
  rmSync(opened);
  for (const env of [
    {PATH: folder},
    {...here, SSH_CONNECTION: '::1 1 ::1 22'},
    {PATH: folder, WAYLAND_DISPLAY: 'w', SSH_TTY: '/dev/pts/1'},
    {PATH: '', DISPLAY: ':0'},
  ])
    for (const how of ['open', 'reveal'] as const) expect(await openPath(env, folder, how)).toBe(false);
  expect(existsSync(opened)).toBe(false);
});
