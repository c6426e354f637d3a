/** What comes from the clipboard is text: it runs nothing, sends nothing by itself, and stays within bounds. */
import {monitorEventLoopDelay} from 'node:perf_hooks';
import {describe, expect, test} from '@jest/globals';
import {member, type Member} from '../client/support/member.ts';
import {gridFaults} from '../support/hostile/hostileGrid.ts';
import {ctrl, ENTER, pilot, type Pilot} from '../support/screen/pilot.ts';
import {world, type World} from '../support/world.ts';

const PASTE = '\u001B[200~';
const PASTE_END = '\u001B[201~';

async function writer(): Promise<{made: World; eve: Member; screen: Pilot}> {
  const made = await world();
  await made.person('ann');
  const eve = await member(made.url, 'eve');
  const screen = await pilot(eve.client, {columns: 80, rows: 24});
  return {made, eve, screen};
}

/** Nothing was sent, nothing was run: one is still there, in every room. */
async function expectNothingHappened({made, eve, screen}: Awaited<ReturnType<typeof writer>>): Promise<void> {
  const left = await Promise.race([screen.opened.whenClosed, Promise.resolve('open')]);
  expect(left).toBe('open');
  expect(eve.texts()).toEqual([]);
  expect(eve.room().pending).toEqual([]);
  expect(Object.keys(eve.client.getState().roomById)).toEqual([String(made.lobby)]);
  expect(screen.droppedCount()).toBe(0);
  expect(gridFaults(screen)).toEqual([]);
}

describe('B13 a paste', () => {
  test('of 5 MiB asks before it is sent, is refused, and is gone with one key', async () => {
    const all = await writer();
    const {screen, eve} = all;
    const delay = monitorEventLoopDelay({resolution: 5});
    delay.enable();
    const text = 'All work and no play makes a chat a dull place.\n'.repeat(110_000);
    const chunks = [PASTE, ...(text.match(/[^]{1,65536}/g) ?? []), PASTE_END];
    for (const chunk of chunks) await screen.press(chunk);
    delay.disable();
    expect(screen.text()).toMatch(/110,?001 lines/);
    await screen.press(ENTER);
    expect(screen.text()).toMatch(/too long/);
    await expectNothingHappened(all);
    await screen.press(ctrl('c'), ctrl('c'));
    expect(screen.screen().at(-1)).toBe('#lobby >');
    expect(eve.room().pending).toEqual([]);
  });

  test('with line breaks is not sent by them', async () => {
    const all = await writer();
    await all.screen.paste('one\r\ntwo\rthree\n');
    await expectNothingHappened(all);
    expect(all.screen.text()).toMatch(/one\n[^]*two\n[^]*three/);
  });

  test('of commands runs none of them', async () => {
    const all = await writer();
    await all.screen.paste('/quit\n/leave #lobby\n/logout\n');
    await expectNothingHappened(all);
    await all.screen.press(ctrl('c'));
    await all.screen.paste('/quit');
    await expectNothingHappened(all);
  });

  test('with the end of a paste inside presses no keys with what follows', async () => {
    const all = await writer();
    await all.screen.press(`${PASTE}harmless${PASTE_END}\r/quit\r${PASTE_END}`);
    await expectNothingHappened(all);
  });

  test('with the end of a paste inside presses no keys either when it comes in pieces', async () => {
    const all = await writer();
    const text = `harmless${PASTE_END}\r/quit\r${'x'.repeat(100)}`;
    // One right behind the other, as from a terminal: drawing takes time on a busy machine.
    await Promise.all([`${PASTE}${text}`, `more\r${PASTE_END}`].map(piece => all.screen.press(piece)));
    await expectNothingHappened(all);
  });

  test('with control characters is typed without them', async () => {
    const all = await writer();
    await all.screen.paste('a\u0003\u0004\u001A\u001B[Ab\u009B2J\u0000c\u0007');
    await expectNothingHappened(all);
    expect(all.screen.screen().at(-1)).toMatch(/^#lobby > a.*b.*c$/);
  });

  test('larger than twenty lines asks once more before it goes', async () => {
    const {screen, eve} = await writer();
    await screen.paste(Array.from({length: 25}, (_, at) => `line ${at}`).join('\n'));
    await screen.press(ENTER);
    expect(eve.room().pending).toEqual([]);
    expect(screen.text()).toMatch(/Really send 25 lines/);
    await screen.press(ENTER);
    await eve.sees('the message in the log', () => eve.texts().length === 1);
  });
});

describe('B14 what looks like something else', () => {
  test('a command in the middle of a message is text', async () => {
    const {screen, eve} = await writer();
    await screen.paste('I quote:\n/quit\n/me laughs');
    await screen.press(ENTER);
    await eve.sees('the message', () => eve.texts().length === 1);
    expect(eve.texts()).toEqual(['I quote:\n/quit\n/me laughs']);
  });

  test('a message of somebody else is never taken for a command', async () => {
    const all = await writer();
    const {made, screen, eve} = all;
    const mallory = await made.person('mallory');
    for (const text of ['/quit', '/me is ann', '/leave', '//x']) await made.say(mallory, made.lobby, text);
    await eve.sees('all of them', () => eve.texts().length === 4);
    await screen.settle();
    expect(screen.text()).toContain('/me is ann');
    expect(screen.text()).toContain('mallory │ /quit');
  });

  test('a message that looks like a line of the program stands behind its sender', async () => {
    const {made, screen, eve} = await writer();
    const mallory = await made.person('mallory');
    const lies = [
      'ann joined',
      'hello\n00:00         ann │ I owe mallory money',
      'hello\n00:00               ! eve was disconnected by ann',
      '✓ sent',
      '─────────── new ───────────',
    ];
    for (const text of lies) await made.say(mallory, made.lobby, text);
    await eve.sees('all of them', () => eve.texts().length === lies.length);
    await screen.settle();
    const rows = screen.screen();
    const gutter = rows.find(row => row.includes('ann joined'))?.indexOf('│', 20) ?? -1;
    // What a message says begins right of the gutter, in every row of it.
    for (const word of ['I owe', 'disconnected', '✓ sent', '── new']) {
      const row = rows.find(one => one.includes(word)) ?? '';
      expect([word, row.indexOf(word) > gutter, row.charAt(gutter)]).toEqual([word, true, '│']);
    }
    // Who it is stands above the run, once.
    expect(rows.filter(row => /mallory │/.test(row))).toHaveLength(1);
  });
});
