/** Pictures between the rows of the chat by the terminal's own graphics, in the built program at a pseudo-terminal. */
import {afterAll, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {within} from '../support/suite/deadline.ts';
import {graphicsOf, placeOf, type Graphics} from '../support/screen/graphicsTerminal.ts';
import {halfPng} from '../support/stored/pngFile.ts';
import {account, cleanUp, person, serve, temporaryFolder} from '../support/program.ts';
import {pause} from '../support/screen/typist.ts';
import {terminal, type TerminalProcess} from '../support/screen/terminal.ts';

afterAll(cleanUp);

const COLUMNS = 100;
const ROWS = 30;

/** A room with a picture of 12 × 4 cells, somebody who writes there, and how to look at it with these pictures. */
async function room() {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  const bob = await account(server, 'bob');
  const path = join(temporaryFolder(), 'half.png');
  writeFileSync(path, halfPng(96, 64));
  expect((await alice.call(['send', '#lobby', '--file', path])).code).toBe(0);
  const say = async (text: string) => expect((await alice.call(['send', '#lobby', text])).code).toBe(0);
  const open = async (images: string) => {
    const one = terminal({
      columns: COLUMNS,
      rows: ROWS,
      env: {...bob.env, CHAT_TUI_IMAGES: images, TERM: 'xterm-256color', CHAT_TUI_LAYOUT: 'comfortable'},
    });
    await one.waitFor(/half\.png/);
    await one.waitFor(/● .*online/);
    return one;
  };
  return {say, open};
}

const graphics = (one: TerminalProcess) => graphicsOf(one.raw(), COLUMNS, ROWS);

/** Waits for what pictures do, which the text of the screen does not show. */
async function until(one: TerminalProcess, holds: (shown: Graphics) => boolean): Promise<Graphics> {
  let shown = await graphics(one);
  let isOver = false;
  const isIt = async () => {
    for (; !isOver && !holds(shown); shown = await graphics(one)) await pause(20);
  };
  await within('a picture', isIt())
    .catch((error: unknown) => {
      throw new Error(`${describeGraphics(shown)}\n${shown.lines.join('\n')}`, {cause: error});
    })
    .finally(() => (isOver = true));
  return shown;
}

/** A key that is drawn is later than what was on its way. */
async function settled(one: TerminalProcess, key: string): Promise<void> {
  one.press(key);
  await one.waitFor(new RegExp(`#lobby > ${key}`));
  one.press('\u007F');
  await one.waitFor(/#lobby >\s*$/);
}

const describeGraphics = ({kept, cells, drawn, faults}: Graphics) =>
  JSON.stringify({
    kept: kept.map(({id, columns, rows}) => ({id, columns, rows})),
    cells: cells.length,
    drawn: drawn.map(({top, left, width, height}) => ({top, left, width, height})),
    faults,
  });

const lineOf = ({lines}: Graphics, text: string) => lines.findIndex(line => line.includes(text));
/** All of it stands below the name of its file: what is read may end in the middle of a frame. */
const isInPlace = (all: Graphics, id: number) => placeOf(all, id)?.y === lineOf(all, 'half.png') + 1;

test('kitty: sent once as text cells that scroll, are covered, and cost nothing again; gone at every end', async () => {
  const {say, open} = await room();
  const one = await open('kitty');
  const shown = await until(one, all => all.kept.length === 1 && isInPlace(all, all.kept[0]?.id ?? 0));
  const [image] = shown.kept;
  expect(image).toMatchObject({width: 96, height: 64, columns: 12, rows: 4});
  expect(Array.from(image?.pixels.subarray(0, 4) ?? [])).toEqual([255, 0, 0, 255]);
  const id = image?.id ?? 0;
  const place = placeOf(shown, id);
  await settled(one, 'q');

  // Below it something is said: it goes up as text does.
  const before = one.bytes().length;
  await say('something below it');
  await one.waitFor('something below it');
  const moved = await until(one, all => isInPlace(all, id));
  expect(placeOf(moved, id)?.x).toBe(place?.x);
  expect(one.bytes().length - before).toBeLessThan(600);
  expect(one.raw().slice(before)).not.toMatch(/_G|\u{10EEEE}/u);

  // Out of sight and back.
  for (const at of [0, 1, 2, 3]) await say(`${'line\n'.repeat(7)}end ${at}`);
  await one.waitFor('end 3');
  await until(one, ({cells}) => cells.length === 0);
  const sent = one.raw().length;
  one.press('\u001B[5~\u001B[5~');
  await until(one, all => isInPlace(all, id));
  expect(one.raw().slice(sent)).not.toContain('\u001B_G');
  // An overlay lies over some of its cells.
  one.press('\u0007');
  await until(one, all => all.cells.length < 48);
  one.press('\u001B');
  await until(one, all => placeOf(all, id) !== undefined);
  one.press('\u0015/quit\r');
  await one.exit;
  const end = await graphics(one);
  expect([end.kept, end.faults]).toEqual([[], []]);
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'])(
  'kitty: deleted after %s',
  async signal => {
    const {open} = await room();
    const one = await open('kitty');
    await until(one, ({kept}) => kept.length === 1);
    one.kill(signal);
    await one.exit;
    expect(await graphics(one)).toMatchObject({kept: [], faults: []});
  },
  60_000,
);

test.each(['iterm', 'sixel'] as const)(
  '%s: drawn over half blocks where all of it is in sight, anew where it was moved, and else not',
  async form => {
    const {say, open} = await room();
    const one = await open(form);
    // How large a cell is: only then it is known how many pixels fit.
    if (form === 'sixel') one.press('\u001B[6;20;10t');
    const shown = await until(one, ({drawn}) => drawn.length === 1);
    const size = form === 'iterm' ? {width: 12, height: 4} : {width: 120, height: 80};
    expect(shown.drawn[0]).toMatchObject({form, ...size, top: lineOf(shown, 'half.png') + 1});
    expect(shown.drawn[0]?.left).toBeGreaterThan(0);
    await settled(one, 'q');
    const before = one.raw().length;
    await settled(one, 'w');
    expect(one.raw().slice(before)).not.toMatch(/1337|\u001BP/);

    await say('something below it');
    await one.waitFor('something below it');
    const moved = await until(one, all => all.drawn[0]?.top === lineOf(all, 'half.png') + 1);
    expect(moved.drawn).toHaveLength(1);
    // Part of it out of sight: the rest is half blocks, as all of it is for a moment before it is drawn where it was moved.
    const halfBlockRows = () => one.screen().match(/▀{12}/g)?.length ?? 0;
    for (let at = 0; halfBlockRows() === 0 || halfBlockRows() === 4; at++) {
      await say(`line ${at}`);
      await one.waitFor(`line ${at}`);
    }
    const cut = await graphics(one);
    expect([cut.drawn, cut.faults]).toEqual([[], []]);
    one.press('\u0015/quit\r');
    await one.exit;
  },
  60_000,
);
