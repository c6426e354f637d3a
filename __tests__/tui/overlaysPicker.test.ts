import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Overlay, OverlayEffect} from '../../src/tui/overlay.ts';
import {openFilePicker} from '../../src/tui/overlays.ts';
import {readFolder} from '../../src/tui/overlays/picking/folder.ts';
import {edges, onStage, press, typed} from '../support/screen/overlayKeys.ts';
import {ctrl, ENTER, pilot} from '../support/screen/pilot.ts';
import {room, stage} from '../support/screen/stage.ts';

describe('the file picker', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'chat-tui-picker-'));
    mkdirSync(join(dir, 'photos'));
    writeFileSync(join(dir, 'notes.txt'), 'x'.repeat(1_536));
    writeFileSync(join(dir, 'report 10.pdf'), 'x');
    writeFileSync(join(dir, 'report 9.pdf'), 'x');
    writeFileSync(join(dir, '.hidden'), 'x');
    writeFileSync(join(dir, 'photos', 'cat.png'), 'x');
    symlinkSync('nowhere', join(dir, 'broken'));
  });
  afterEach(() => rmSync(dir, {recursive: true}));

  /** Opened and read. */
  async function opened(path = dir): Promise<Overlay> {
    const picker = openFilePicker(path, dir, 2);
    return (await follow(picker, picker.effects ?? [])) as Overlay;
  }
  async function follow(overlay: Overlay | undefined, effects: readonly OverlayEffect[]): Promise<Overlay | undefined> {
    let current = overlay;
    for (const effect of effects) {
      if (effect.type !== 'readFolder' || current === undefined) continue;
      const step = current.on({type: 'folderRead', path: effect.path, listing: await readFolder(effect.path)});
      current = await follow(step.overlay, step.effects ?? []);
    }
    return current;
  }
  async function goOn(overlay: Overlay | undefined, ...chords: string[]) {
    if (overlay === undefined) throw new Error('The picker is closed.');
    const step = press(overlay, ...chords);
    return {overlay: await follow(step.overlay, step.effects), effects: step.effects};
  }

  test('Enter sends the file that is chosen', async () => {
    const {effects} = await goOn(await opened(), ...typed('notes'), 'enter');
    expect(effects).toEqual([{type: 'sendFiles', paths: [join(dir, 'notes.txt')], roomId: 2}]);
  });

  test('Space marks several, Enter sends them in the order of marking', async () => {
    const {effects} = await goOn(await opened(), 'down', 'down', 'space', 'space', 'down', 'enter');
    expect(effects).toEqual([
      {type: 'sendFiles', paths: [join(dir, 'notes.txt'), join(dir, 'report 9.pdf')], roomId: 2},
    ]);
  });

  test('Enter opens a folder, Left leaves it and stands on it', async () => {
    const inside = await goOn(await opened(), ...typed('phot'), 'enter');
    const sent = await goOn(inside.overlay, 'enter');
    expect(sent.effects).toEqual([{type: 'sendFiles', paths: [join(dir, 'photos', 'cat.png')], roomId: 2}]);
    const outside = await goOn(inside.overlay, 'left');
    expect((await goOn(outside.overlay, 'enter')).effects).toEqual([{type: 'readFolder', path: join(dir, 'photos')}]);
  });

  test('~ is the home folder, a typed path is followed, one to a file stands on the file', async () => {
    const home = await goOn(await opened('/'), ...typed('~/photos'), 'enter');
    expect(home.effects).toEqual([{type: 'readFolder', path: join(dir, 'photos')}]);
    const file = await goOn(await opened(), ...typed('./notes.txt'), 'enter');
    expect((await goOn(file.overlay, 'enter')).effects).toEqual([
      {type: 'sendFiles', paths: [join(dir, 'notes.txt')], roomId: 2},
    ]);
  });

  test('what cannot be sent can neither be marked nor hides its reason', async () => {
    const {effects} = await goOn(await opened(), ...typed('broken'), 'space', 'enter');
    expect(effects).toEqual([{type: 'sendFiles', paths: [join(dir, 'broken')], roomId: 2}]);
  });

  test('a folder that is not there is said in a sentence', async () => {
    expect(await readFolder(join(dir, 'gone'))).toEqual({
      kind: 'unreadable',
      sentence: `There is no folder ${join(dir, 'gone')}.`,
    });
  });

  test('on the screen: folders first, numbers in order, sizes, hidden ones by a key', async () => {
    const one = await pilot(onStage().client, {workDir: dir, homeDir: '/nowhere'});
    await one.press(ctrl('x'), 'f');
    await one.until('notes.txt');
    const listed = one.text();
    expect(listed).toMatch(/photos\/[^]*broken +not a file[^]*notes\.txt +1\.50 KiB[^]*report 9[^]*report 10/);
    expect(listed).not.toContain('.hidden');
    await one.press(ctrl('t'));
    expect(one.text()).toContain('.hidden');
  });

  test('what is chosen goes to the room that it was chosen for, also when that is gone by then', async () => {
    const {client, asked} = stage({rooms: [room(1, 'lobby'), room(2, 'private')]});
    client.dispatch({type: 'roomEntered', roomId: 2});
    const one = await pilot(client, {workDir: dir});
    await one.press(ctrl('x'), 'f', ...typed('notes'));
    await one.until('notes.txt');
    client.dispatch({type: 'roomClosed', roomId: 2});
    await one.until('#lobby >');
    await one.press(ENTER);
    await one.until(() => asked.some(name => name.startsWith('sendFiles')));
    expect(asked.filter(name => name.startsWith('sendFiles'))).toEqual(['sendFiles 2']);
  });

  test('file names of this disk cannot reach the terminal', async () => {
    writeFileSync(join(dir, 'a\u001B[2J\u001B]0;owned\u0007.txt'), 'x');
    writeFileSync(join(dir, 'photo\u202Egnp.exe'), 'x');
    writeFileSync(join(dir, 'b\nc\td'), 'x');
    writeFileSync(join(dir, `${'漢'.repeat(80)}.txt`), 'x');
    const one = await pilot(onStage().client, {workDir: dir});
    await one.press(ctrl('x'), 'f');
    await one.until('notes.txt');
    expect(one.text()).toContain('photo\uFFFDgnp.exe');
    expect(one.escapes).toEqual([]);
    expect(one.droppedCount()).toBe(0);
    expect(edges(one).size).toBe(1);
  });
});
