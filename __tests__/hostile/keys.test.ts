/**
 * What a terminal, a slow link or another program types into the program by itself, against the built program in a real
 * pseudo-terminal.
 */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {cleanUp, temporaryFolder} from '../support/program.ts';
import {KEY} from '../support/screen/terminal.ts';
import {LINES, pause, slowly, typist, type Typist} from '../support/screen/typist.ts';

/** Those who need nothing of their own type into the same program: to start it costs more than what each does. */
let shared: Typist;
beforeAll(async () => {
  // Long enough that no piece is late where the machine is slow; how long it is by itself, other tests show.
  shared = await typist({CHAT_TUI_ESCAPE_WAIT: '1000'});
  shared.server.outlivesTest();
});
afterAll(async () => {
  await cleanUp();
  await shared.server.close();
});

/** Half of the time after which a paste whose end has not come is said to be unfinished. */
const STANDSTILL_MS = 500;

/** Nothing is written or sent yet. */
async function begun(): Promise<Typist> {
  const {one, sent, composer, shows} = shared;
  if (composer() !== '#lobby >') one.press(KEY.ctrl('c'));
  await shows('');
  sent.length = 0;
  return shared;
}

describe('B60 a paste that never ends', () => {
  test('is shown with how to end it, stays a paste when it goes on, and lets go of the keyboard', async () => {
    const {one, sent, shows, sends} = await begun();
    one.press('\u001B[200~ hello');
    await one.waitFor('paste not finished · Ctrl+C ends it');
    await one.waitFor(/#lobby > +hello/);
    one.press('!\r/quit\r');
    await one.waitFor('/quit');
    await pause(350);
    one.press(KEY.ctrl('c'));
    await one.waitFor(screen => !screen.includes('not finished'));
    one.press('x');
    await one.waitFor(/^ +x$/m);
    expect(sent).toEqual([]);
    one.press(KEY.ctrl('c'));
    await shows('');
    // The end mark comes after all: once more, and everything is as ever.
    one.press('\u001B[200~two\rli');
    await one.waitFor('not finished');
    await slowly(one, 40, 'nes\u001B', '[201', '~');
    await one.waitFor(screen => !screen.includes('not finished'));
    one.press('\r');
    await one.waitFor(/◌.*two|two/);
    await shows('');
    await sends('two\nlines');
  });
});

describe('B61 sequences in pieces on a slow link', () => {
  test('are one key each, and a paste sends nothing', async () => {
    const {one, sent, shows} = await begun();
    one.press('ab');
    await slowly(one, 50, KEY.escape, '[D', 'c');
    await shows('acb');
    await slowly(one, 40, KEY.escape, '\r', 'd');
    await one.waitFor(/^ +db$/m);
    expect(sent).toEqual([]);
    one.press(KEY.ctrl('c'));
    await shows('');
    await slowly(one, 50, KEY.escape, '[200~one\rtwo\u001B[201~');
    await one.waitFor(/^ +two$/m);
    one.press(KEY.ctrl('c'));
    await shows('');
    // A machine that stands still for as long as a paste may is no slow link: then once more.
    while ((await slowly(one, 30, ...Array.from('\u001B[200~x\ry\u001B[201~\u001B[1;5D\u001B[3~z'))) > STANDSTILL_MS) {
      one.press(KEY.ctrl('c'));
      await shows('');
    }
    await one.waitFor(/^ +z$/m);
    expect(sent).toEqual([]);
  });

  test('over ssh the wait is longer, and it can be set', async () => {
    // How long Esc alone waits for what may follow it; a busy machine can only make it longer.
    const waitedMs = async (env: Record<string, string>) => {
      const {one, shows, sent} = await typist(env);
      one.press(`ab${KEY.ctrl('x')}`);
      await one.waitFor('Ctrl+X … Esc');
      const pressedMs = performance.now();
      one.press(KEY.escape);
      await one.waitFor(screen => !screen.includes('Ctrl+X … Esc'));
      const tookMs = performance.now() - pressedMs;
      // What comes after it is a key of its own.
      one.press('b');
      await shows('abb');
      expect(sent).toEqual([]);
      return tookMs;
    };
    expect(await waitedMs({SSH_CONNECTION: '1.2.3.4 5 6.7.8.9 22'})).toBeGreaterThanOrEqual(295);
    expect(await waitedMs({SSH_TTY: '/dev/pts/1', CHAT_TUI_ESCAPE_WAIT: '700'})).toBeGreaterThanOrEqual(695);
  });
});

describe('B62 answers of the terminal', () => {
  test('whatever it says in strings and reports is typed nowhere, and opens nothing', async () => {
    const {one, sent, shows} = await begun();
    const colour = ']11;rgb:1e1e/1e1e/1e1e';
    for (const end of ['\u001B\\', '\u0007', '\u009C']) {
      for (const said of [colour, ']10;rgb:f/f/f', 'P>|foot(1)', '_Gi=1;OK', '^pm', 'Xsos', ']52;c;aGk=']) {
        one.press(`\u001B${said}${end}`);
      }
    }
    one.press(
      '\u001B[12;40R\u001B[?62;22c\u001B[>1;10;0c\u001B[?2026;2$y\u001B[0n\u001B[8;24;80t\u001B[I\u001B[?997;1n',
    );
    await slowly(one, 50, '\u001B', colour, '\u001B', '\\', 'a');
    await shows('a');
    // Without an end: what is typed later is typed.
    one.press(`\u001B${colour}`);
    await pause(1_300);
    one.press('b');
    await shows('ab');
    expect(one.screen()).not.toContain('Go to');
    expect(sent).toEqual([]);
  });
});

describe('B63 keys as other layouts, keypads and protocols send them', () => {
  test('second keys and keys of panes are those of the Latin layout', async () => {
    const {one, shows} = await begun();
    one.press(`${KEY.ctrl('x')}п`);
    await one.waitFor('Go to');
    one.press('\u001B[27u');
    await one.waitFor(screen => !screen.includes('Go to'));
    one.press(`${KEY.ctrl('x')}к`);
    await one.waitFor('1 #lobby');
    one.press('олП');
    one.press('ривет');
    await shows('Привет');
    expect(one.screen()).not.toContain('Go to');
  });
});

describe('B64 the wheel as arrow keys', () => {
  test('scrolls the chat and leaves the draft alone', async () => {
    const {one, sent, shows} = await typist();
    one.press('sent before\r');
    await shows('');
    one.press('a draft');
    await shows('a draft');
    for (let turn = 0; turn < 4; turn++) one.press('\u001BOA'.repeat(3));
    await one.waitFor(screen => !screen.includes(`line ${LINES}`));
    await shows('a draft');
    for (let turn = 0; turn < 100 && !one.screen().includes(`line ${LINES}`); turn++) {
      one.press('\u001B[B'.repeat(5));
      await pause(20);
    }
    await one.waitFor(`line ${LINES}`);
    await shows('a draft');
    expect(sent).toEqual(['sent before']);
  });
});

describe('B63 the keyboard protocol of the terminal, until the end', () => {
  test('keys of other layouts write, send and quit', async () => {
    const {one, shows, sends} = await typist();
    one.press('\u001B[?0u');
    await one.waitFor(() => one.raw().includes('\u001B[>5u'));
    one.press('x\u001B[1089::99;5u');
    await shows('');
    one.press('\u001BOq\u001B[57401u\u001B[57417u\u001BOk');
    await shows('1+2');
    one.press('\u001BOM');
    await shows('');
    await sends('1+2');
    one.press('\u001B[27;5;1089~');
    await one.waitFor('again quits');
    one.press('\u001B[968::99;5u');
    expect((await one.exit).code).toBe(0);
    const end = one.raw();
    expect(end.lastIndexOf('\u001B[<u')).toBeGreaterThan(-1);
    expect(end.lastIndexOf('\u001B[<u')).toBeLessThan(end.lastIndexOf('\u001B[?1049l'));
  });

  test.each([['SIGTERM'], ['SIGHUP'], ['SIGINT'], ['/quit'], ['a crash']])(
    'the flags are popped before the screen is left on %s',
    async how => {
      const fault = join(temporaryFolder(), 'fault.mjs');
      writeFileSync(fault, "process.on('SIGUSR2', () => { throw new Error('something nobody thought of'); });");
      const {one} = await typist(how === 'a crash' ? {NODE_OPTIONS: `--import ${fault}`} : {});
      one.press('\u001B[?0u');
      await one.waitFor(() => one.raw().includes('\u001B[>5u'));
      if (how === '/quit') one.press('/quit\r');
      else one.kill(how === 'a crash' ? 'SIGUSR2' : how);
      await one.exit;
      const end = one.raw();
      expect(end.split('\u001B[<u')).toHaveLength(2);
      expect(end.indexOf('\u001B[<u')).toBeLessThan(end.indexOf('\u001B[?1049l'));
      expect(end.split('\u001B[?1049l')).toHaveLength(2);
    },
  );
});
