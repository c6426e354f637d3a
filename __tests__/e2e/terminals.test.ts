/** The terminals that the full screen can be shown on, and those where it says why not. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {BIN, cleanUp, person} from '../support/program.ts';
import {KEY, terminal} from '../support/screen/terminal.ts';
import {typist} from '../support/screen/typist.ts';

afterEach(cleanUp);

/** As a person would type it; node-pty sets TERM, a shell can take it away. */
function inShell(command: string, env: Record<string, string> = {}) {
  return terminal({
    env: {...person().env, CHAT: `${process.execPath} ${BIN}`, ...env},
    command: ['bash', '-c', command],
  });
}

describe('no full screen, but a sentence and exit 2', () => {
  test.each([
    ['TERM=dumb CHAT_TUI_PLAIN=off $CHAT', /of the kind TERM=dumb cannot show the full screen\. Set TERM/],
    ['unset TERM; CHAT_TUI_PLAIN=off $CHAT', /that is not told \(TERM is not set\) cannot show/],
    ['TERM= CHAT_TUI_PLAIN=off $CHAT join 127.0.0.1:9', /TERM is not set/],
    ['$CHAT < /dev/null', /There is no terminal to read keys from: standard input is not one/],
    ['echo hi | $CHAT join 127.0.0.1:9', /standard input is a pipe/],
    ['$CHAT < /etc/passwd', /standard input is a file/],
    ['$CHAT <&-', /standard input is (closed|not one)/],
    ['$CHAT > /dev/null', /There is no terminal to draw on: standard output is not one/],
  ])('%s', async (command, sentence) => {
    const one = inShell(command);
    expect((await one.exit).code).toBe(2);
    expect(one.raw().replaceAll(/\s+/g, ' ')).toMatch(sentence);
    expect(one.raw()).not.toContain('\u001B[?1049h');
  });
});

describe('colours', () => {
  test('fit the background that the terminal tells, and follow it', async () => {
    const {one} = await typist();
    await one.waitFor(() => one.raw().includes('\u001B]11;?\u001B\\'));
    one.press('\u001B]11;rgb:ffff/ffff/ffff\u001B\\');
    await one.waitFor(() => one.raw().includes('\u001B[38;5;23m'));
    one.press('\u001B]11;rgb:0000/0000/0000\u0007');
    await one.waitFor(() => one.raw().includes('\u001B[38;5;44m'));
    const before = one.raw().length;
    one.press('\u001B[?997;2n');
    await one.waitFor(() => one.raw().slice(before).includes('\u001B[38;5;23m'));
    await one.waitFor(() => one.raw().slice(before).includes('\u001B]11;?\u001B\\'));
    one.kill('SIGTERM');
    await one.exit;
    for (const off of ['\u001B[?2031l', '\u001B[?1007r', '\u001B[?7h']) expect(one.raw()).toContain(off);
  });

  test('may be known before it tells', async () => {
    const {one} = await typist({COLORFGBG: '0;15'});
    expect(one.raw()).toContain('\u001B[38;5;23m');
    expect(one.raw()).not.toMatch(/38;5;(?:63|44)m/);
  });

  test('are left out with NO_COLOR, and the room one is in has a sign of its own', async () => {
    const {one} = await typist({NO_COLOR: '1'});
    expect(one.raw()).not.toContain('38;5;');
    expect(one.screen()).toMatch(/^>1 #lobby/m);
  });
});

test('Ctrl+K at the end of the line does nothing, and what follows is typed', async () => {
  const {one, shows, sends} = await typist();
  one.press(`a${KEY.ctrl('k')}b`);
  await shows('ab');
  one.press('\r');
  await sends('ab');
  expect(one.screen()).not.toContain('Go to');
});

test('a backslash at the end', async () => {
  const {one, shows, sends, sent} = await typist();
  one.press('dir C:\\tmp\\\r');
  await sends('dir C:\\tmp\\');
  sent.length = 0;
  one.press('one\\\r');
  await one.waitFor(/#lobby > one$/m);
  one.press('\r');
  await sends('one\\');
  await shows('');
  expect(sent).toHaveLength(1);
});

describe('a locale that is not UTF-8', () => {
  test('C: nothing but ASCII goes out, and it says why', async () => {
    const {one, sends} = await typist({LC_ALL: 'C'});
    await one.waitFor('This locale is ASCII');
    expect(one.screen()).toMatch(/#lobby +\|/);
    expect(one.bytes().filter(byte => byte > 0x7f)).toHaveLength(0);
    one.press('straße 漢');
    await one.waitFor('stra?e ??');
    one.press('\r');
    await sends('straße 漢');
    expect(one.bytes().filter(byte => byte > 0x7f)).toHaveLength(0);
  });

  test('ISO-8859-1: its letters come in and go out as one byte', async () => {
    const {one, sends} = await typist({LANG: 'de_DE.ISO-8859-1'});
    one.press('gr');
    one.pressBytes(0xfc, 0xdf);
    one.press('e ');
    await one.waitFor(() => one.bytes().includes(0xfc) && one.bytes().includes(0xdf));
    one.press('\r');
    await sends('grüße ');
    expect(one.bytes().filter(byte => byte > 0x7f && byte < 0xa0)).toHaveLength(0);
  });

  test('EUC-JP: two bytes, also when they come one by one', async () => {
    const {one, sends} = await typist({LANG: 'ja_JP.eucJP'});
    one.pressBytes(0xb4);
    one.pressBytes(0xc1, 0xbb);
    one.pressBytes(0xfa, 0x0d);
    await sends('漢字');
    await one.waitFor(() => one.bytes().includes(Buffer.from([0xb4, 0xc1, 0xbb, 0xfa])));
    expect(one.bytes().filter(byte => byte > 0x7f && byte < 0xa0)).toHaveLength(0);
  });
});
