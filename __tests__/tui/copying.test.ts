/**
 * Copying gives back what was written: by keys, by the terminal and by tools; links are told before they are opened; the text
 * alone.
 */
import {describe, expect, test} from '@jest/globals';
import {chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {copyText} from '../../src/cli/desktop/clipboard.ts';
import {openPage} from '../../src/cli/desktop/open.ts';
import {openEgress} from '../../src/tui/terminal/egress.ts';
import {multiplexerFrom} from '../../src/tui/terminal/multiplexer.ts';
import {alt, ctrl, ENTER, pilot, UP, type PilotOptions} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

async function opened(...lines: readonly string[]) {
  const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev')], members: [user('bob')]});
  const copied: string[] = [];
  const pages: string[] = [];
  const options: PilotOptions = {
    copyText: async text => (copied.push(text), true),
    openPage: async href => (pages.push(href), true),
  };
  made.say(1, ...lines);
  const one = await pilot(made.client, {columns: 100, ...options});
  await one.settle();
  return {...made, one, copied, pages};
}

const LONG = `a line ${'that is long '.repeat(12)}and ends`;

describe('a chosen message', () => {
  test('is copied as it was written, with who and when, its code, its link', async () => {
    const {one, copied} = await opened(
      `bob: **see** ${LONG}\nhttps://example.org/x?y=1 and [two](https://two.example/)\n\`\`\`sh\necho 1\n  echo 2\n\`\`\``,
    );
    await one.press(ctrl('s'), 'y');
    expect(copied.at(-1)).toMatch(/^\*\*see\*\* a line [^\n]*\nhttps[^]*```$/);
    await one.press(ctrl('s'), 'Y');
    expect(copied.at(-1)).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d\] <bob> \*\*see\*\* /);
    await one.press(ctrl('s'), 'c');
    expect(copied.at(-1)).toBe('echo 1\n  echo 2');
    // Of several links one is asked for.
    await one.press(ctrl('s'), 'u', '2');
    expect(['https://example.org/x?y=1', 'https://two.example/']).toContain(copied.at(-1));
    expect(one.text()).toContain('Copied:');
  });

  test('begins a range, which is shown and copied in the order in which it was said', async () => {
    const {one, copied} = await opened('bob: first', 'carol: second', 'bob: third');
    await one.press(ctrl('s'), 'v', UP, UP);
    const rows = one
      .screen()
      .flatMap((line, y) => (/first|second|third/.test(line) ? [one.cell(20, y).isInverse] : []));
    expect(rows).toEqual([true, true, true]);
    await one.press('y');
    expect(copied.at(-1)).toBe('first\nsecond\nthird');
    await one.press(ctrl('s'), 'v', UP, 'Y');
    expect(copied.at(-1)?.replaceAll(/\[[^\]]*\]/g, '[]')).toBe('[] <carol> second\n[] <bob> third');
  });

  test('without code says so; without a link gives its own', async () => {
    const {one, copied} = await opened('bob: nothing in it');
    await one.press(ctrl('s'), 'c');
    expect(one.text()).toContain('There is no code in it.');
    await one.press(ctrl('s'), 'u');
    expect(copied).toEqual(['chat-tui://127.0.0.1/#lobby/1']);
  });
});

describe('the clipboard of the terminal', () => {
  const written = (env: Record<string, string>, text: string) => {
    const out: string[] = [];
    const egress = openEgress({write: chunk => (out.push(String(chunk)), true)}, {multiplexer: multiplexerFrom(env)});
    return {isSent: egress.copy(text), out};
  };

  test('gets it directly, through tmux both ways, through screen in pieces that it takes', () => {
    const base64 = Buffer.from('hällo').toString('base64');
    expect(written({}, 'hällo').out).toEqual([`\u001B]52;c;${base64}\u001B\\`]);
    const tmux = written({TMUX: '/tmp/x,1,0'}, 'hällo').out;
    expect(tmux).toEqual([
      `\u001B]52;c;${base64}\u001B\\`,
      `\u001BPtmux;\u001B\u001B]52;c;${base64}\u001B\u001B\\\u001B\\`,
    ]);
    const [screen = ''] = written({STY: '1.pts', TERM: 'screen'}, 'x'.repeat(3_000)).out;
    const pieces = screen.split('\u001B\\').filter(Boolean);
    expect(pieces.every(piece => piece.startsWith('\u001BP') && piece.length <= 78)).toBe(true);
    expect(pieces.map(piece => piece.slice(2)).join('')).toBe(
      `\u001B]52;c;${Buffer.from('x'.repeat(3_000)).toString('base64')}\u0007`,
    );
  });

  test('gets nothing that is longer than terminals take', () => {
    const {isSent, out} = written({}, 'x'.repeat(80_000));
    expect([isSent, out]).toEqual([false, []]);
  });
});

describe('tools of this machine', () => {
  /** Notes what it was called with. */
  function tool(name: string, body = 'cat > "$0.in"; printf "%s\\n" "$@" > "$0.args"') {
    const folder = mkdtempSync(join(tmpdir(), 'chat-tui-'));
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    const read = (end: string) => (existsSync(file + end) ? readFileSync(file + end, 'utf8') : undefined);
    return {env: {PATH: `relative:${folder}:/usr/bin:/bin`}, read};
  }

  test('take text by standard input alone, also in megabytes, and whatever is in it', async () => {
    const {env, read} = tool('wl-copy');
    for (const text of ['--help; $(touch /tmp/x) `id`\n', 'y'.repeat(2_000_000)]) {
      expect(await copyText({...env, WAYLAND_DISPLAY: 'wayland-0'}, text)).toBe(true);
      expect([read('.in'), read('.args')]).toEqual([text, '\n']);
    }
  });

  test('are not asked over ssh, without windows, or when they fail', async () => {
    const {env} = tool('xclip', 'exit 1');
    expect(await copyText({...env, DISPLAY: ':0'}, 'x')).toBe(false);
    const other = tool('xclip');
    expect(await copyText({...other.env, DISPLAY: ':0', SSH_TTY: '/dev/pts/1'}, 'x')).toBe(false);
    expect(await copyText(other.env, 'x')).toBe(false);
    expect(other.read('.in')).toBeUndefined();
  });

  test('open pages of http and https alone, as one argument, never over ssh', async () => {
    const {env, read} = tool('xdg-open', 'printf "%s\\n" "$@" > "$0.args"');
    const here = {...env, DISPLAY: ':0'};
    const page = 'https://example.org/?q=$(id)&x=`y`;z';
    for (const bad of [
      'file:///etc/passwd',
      '--help',
      'javascript:x',
      'https://a b',
      'https://x\n--y',
      'chat-tui://x/#a',
    ])
      expect(await openPage(here, bad)).toBe(false);
    expect(await openPage({...here, SSH_CONNECTION: '1'}, page)).toBe(false);
    expect(read('.args')).toBeUndefined();
    expect(await openPage(here, page)).toBe(true);
    expect(read('.args')).toBe(`${page}\n`);
  });
});

describe('links on screen', () => {
  test('are listed with the host first, in its ASCII form where scripts are mixed; nothing opens by itself', async () => {
    const {one, pages} = await opened(
      'bob: [your bank](https://evil.example/login) https://пример.рф/ https://аpple.com/ javascript:alert(1) #dev/7',
      'carol: https://user@host.example/ again https://evil.example/login',
    );
    await one.press(ctrl('o'));
    const text = one.text();
    expect(pages).toEqual([]);
    expect(text).toMatch(/1 {2}evil\.example +\/login +by carol/);
    expect(text).toMatch(/xn--pple-43d\.com/);
    expect(text).toContain('пример.рф');
    expect(text).toContain('#dev/7');
    expect(text).not.toMatch(/\d {2}(?:host\.example|javascript|user@)/);
    await one.press(ENTER);
    expect(pages).toEqual(['https://evil.example/login']);
  });

  test('a single page is told before it is opened as well', async () => {
    const {one, pages} = await opened('bob: https://example.org/');
    await one.press(ctrl('o'));
    expect(pages).toEqual([]);
    await one.press('1');
    expect(pages).toEqual(['https://example.org/']);
  });
});

describe('the text alone', () => {
  test('has whole lines without a gutter, and any key comes back', async () => {
    const {one, say} = await opened(`bob: ${LONG}`, 'carol: **short**\nsecond');
    const before = one.screen();
    const draft = 'draft';
    await one.press(draft, alt('l'));
    const lines = one.screen();
    const at = lines.findIndex(line => line.startsWith('a line that'));
    expect(lines[at + 1]).not.toMatch(/^\s|│/);
    expect(`${lines[at]} ${lines[at + 1]}`.replaceAll(/\s+/g, '')).toBe(LONG.replaceAll(/\s+/g, ''));
    expect(lines.slice(at + 2).filter(Boolean)).toEqual(['**short**', 'second', 'any key comes back']);
    say(1, 'bob: said meanwhile');
    await one.settle();
    expect(one.text()).not.toContain('said meanwhile');
    await one.press('x');
    expect(one.screen().at(-1)).toBe(`#lobby > ${draft}`);
    expect(one.text()).toContain('said meanwhile');
    expect(one.screen()[0]).toBe(before[0]);
  });

  test('stands before the screen: what comes meanwhile is not read, and calls', async () => {
    const {one, say, room: roomOf} = await opened('bob: hello');
    expect(roomOf(1).room.readSeq).toBe(1);
    await one.press(alt('l'));
    say(1, 'bob: @alice look');
    await one.settle();
    expect([roomOf(1).room.readSeq, one.rings()]).toEqual([1, 1]);
    await one.press('x');
    await one.settle();
    expect(roomOf(1).room.readSeq).toBe(2);
    say(1, 'bob: @alice and here');
    await one.settle();
    expect([roomOf(1).room.readSeq, one.rings()]).toEqual([3, 1]);
  });

  test('lets nothing hostile out, with the mouse on, at any size, and stopped in between', async () => {
    const {one, say} = await opened('bob: hello');
    say(1, `bob: \u001B[2J\u001B]0;x\u0007\u009B5m${'漢字👩‍👩‍👧'.repeat(200)}\u202E`, 'bob: e\u0301'.repeat(40));
    await one.press(alt('m'));
    for (const [columns, rows] of [
      [20, 6],
      [50, 20],
      [200, 50],
    ] as const) {
      await one.resize(columns, rows);
      await one.press(alt('l'));
      one.terminal.release();
      one.terminal.retake();
      await one.settle();
      await one.press('x', ctrl('c'));
    }
    await one.resize(100, 24);
    await one.press('whole');
    expect(one.screen().at(-1)).toBe('#lobby > whole');
    expect(one.escapes.filter(escape => !escape.startsWith('answer'))).toEqual([]);
    expect(one.terminal.egress.modesOn().has('1002')).toBe(true);
  });
});
