/** The terminal is as it was in each of the fourteen ways out, the mouse and the flags of the keyboard too. */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, BIN, cleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';
import {write} from '../support/screen/screens.ts';
import {KEY, terminal, type TerminalProcess} from '../support/screen/terminal.ts';

let alice: Person;

beforeAll(async () => {
  alice = await account(await serve(person()), 'alice');
});
afterAll(cleanUp);

/** A shell that notes the settings of the terminal before and after, and stays. */
function inShell(env: Record<string, string> = {}): {screen: TerminalProcess; settings: () => string[]} {
  const folder = temporaryFolder();
  const run =
    `trap : INT; stty -a > "$D/before"; "${process.execPath}" "${BIN}"; echo "code $?"; stty -a > ` +
    '"$D/after"; echo over; sleep 30';
  const screen = terminal({
    env: {...alice.env, CHAT_TUI_MOUSE: 'on', D: folder, ...env},
    command: ['/bin/bash', '-c', run],
  });
  return {screen, settings: () => ['before', 'after'].map(name => readFileSync(join(folder, name), 'utf8'))};
}

/** Says to the program that it is a terminal with the kitty keyboard. */
async function withKitty(screen: TerminalProcess): Promise<void> {
  await screen.waitFor(() => screen.raw().includes('\u001B[?u'));
  screen.press('\u001B[?0u');
  await screen.waitFor(() => keyboardFlags(screen) === 1);
}

/** How many sets of flags lie on the terminal's stack. */
const keyboardFlags = (screen: TerminalProcess): number =>
  (screen.raw().match(/\u001B\[(?:>5|<)u/g) ?? []).reduce(
    (depth, sequence) => (sequence.includes('>') ? depth + 1 : Math.max(0, depth - 1)),
    0,
  );

/** Numbers of the modes that were switched on last, or, of the cursor and of long lines, off. */
function modesLeft(screen: TerminalProcess): string[] {
  const isOn = new Map<string, boolean>();
  // eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
  for (const [, mode = '', how] of screen.raw().matchAll(/\u001B\[\?(1002|1004|1006|1049|2004|2026|2031|25|7)([hl])/g))
    isOn.set(mode, (how === 'h') !== (mode === '25' || mode === '7'));
  return [...isOn].flatMap(([mode, on]) => (on ? [mode] : []));
}

/** What the shell finds when the program is over. */
async function foundAfter({screen, settings}: ReturnType<typeof inShell>) {
  const shown = await screen.waitFor(/^over$/m);
  const [before, after] = settings();
  return {
    code: Number(/^code (\d+)/m.exec(shown)?.[1]),
    ...screen.modes(),
    hasOldSettings: after === before,
    modes: modesLeft(screen),
    flags: keyboardFlags(screen),
  };
}

const restored = (code: number) => ({
  code,
  isAlternate: false,
  isBracketedPaste: false,
  isCursorHidden: false,
  isMouseOn: false,
  hasOldSettings: true,
  modes: [],
  flags: 0,
});

function pidOf(screen: TerminalProcess): number {
  const [pid] = execFileSync('pgrep', ['-P', String(screen.pid)], {encoding: 'utf8'}).split('\n');
  return Number(pid);
}

test('after Ctrl+C twice', async () => {
  const shell = inShell();
  await shell.screen.waitFor(/● .*online/);
  await withKitty(shell.screen);
  expect(shell.screen.modes()).toMatchObject({isAlternate: true, isBracketedPaste: true, isMouseOn: true});
  shell.screen.press(KEY.ctrl('c'));
  await shell.screen.waitFor(/again|once more|Ctrl\+C/i);
  shell.screen.press(KEY.ctrl('c'));
  expect(await foundAfter(shell)).toEqual(restored(0));
});

test('after /quit', async () => {
  const shell = inShell();
  await shell.screen.waitFor(/● .*online/);
  await withKitty(shell.screen);
  await write(shell.screen, '/quit see you');
  expect(await foundAfter(shell)).toEqual(restored(0));
});

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
] as const)('after %s', async (signal, code) => {
  const shell = inShell();
  await shell.screen.waitFor(/● .*online/);
  await withKitty(shell.screen);
  process.kill(pidOf(shell.screen), signal);
  expect(await foundAfter(shell)).toEqual(restored(code));
});

test.each([
  ['throws', "throw new Error('something nobody thought of')"],
  ['rejects', "void Promise.reject(new Error('something nobody thought of'))"],
])('after a crash that %s, with one sentence that says where the details are', async (_title, how) => {
  const fault = join(temporaryFolder(), 'fault.mjs');
  writeFileSync(fault, `process.on('SIGUSR2', () => { ${how}; });`);
  const shell = inShell({NODE_OPTIONS: `--import ${fault}`});
  await shell.screen.waitFor(/● .*online/);
  await withKitty(shell.screen);
  process.kill(pidOf(shell.screen), 'SIGUSR2');
  expect(await foundAfter(shell)).toEqual(restored(1));
  expect(shell.screen.screen()).toMatch(/chat-tui has failed, which is a bug; the details are in/);
  const folder = join(alice.home, 'state/crashes');
  const [file = ''] = readdirSync(folder);
  expect(readFileSync(join(folder, file), 'utf8')).toMatch(/Error: something nobody thought of\n +at /);
});

test('after Ctrl+Z, and the screen is back after fg', async () => {
  const screen = terminal({env: alice.env, command: ['/bin/bash', '--norc', '-i']});
  screen.press(`"${process.execPath}" "${BIN}"\r`);
  await screen.waitFor(/● .*online/);
  screen.press(KEY.ctrl('z'));
  // The shell itself asks for marked pastes, with its prompt.
  await screen.waitFor(shown => shown.includes('Stopped') && screen.modes().isBracketedPaste);
  expect(screen.modes()).toEqual({isAlternate: false, isBracketedPaste: true, isCursorHidden: false, isMouseOn: false});
  screen.press('fg\r');
  await screen.waitFor(/● .*online/);
  expect(screen.modes()).toMatchObject({isAlternate: true});
  await write(screen, 'back again');
  await screen.waitFor(/✓ back again/);
});

const SLOW_EDITOR = '#!/bin/sh\nprintf "from the editor" >"$1"\n';

test('after SIGSTOP, and after an editor, mouse and keyboard are ours again; then it ends as ever', async () => {
  const editor = join(temporaryFolder(), 'editor');
  writeFileSync(editor, SLOW_EDITOR, {mode: 0o755});
  const shell = inShell({EDITOR: editor});
  const {screen} = shell;
  await screen.waitFor(/● .*online/);
  await withKitty(screen);
  const ours = {isAlternate: true, isBracketedPaste: true, isMouseOn: true};
  screen.press('\u001B[120;5u\u001B[101;5u');
  await screen.waitFor(/> from the editor$/m);
  expect([screen.modes(), keyboardFlags(screen)]).toMatchObject([ours, 1]);
  // Meanwhile the terminal was as the editor wants it.
  expect(screen.raw()).toMatch(
    /\u001B\[<u[^]*\u001B\[\?1002l[^]*\u001B\[\?1049l[^]*\u001B\[\?1049h[^]*\u001B\[\?1002h/,
  );
  const before = screen.raw().length;
  process.kill(pidOf(screen), 'SIGSTOP');
  process.kill(pidOf(screen), 'SIGCONT');
  await screen.waitFor(() => /\u001B\[\?1002h[^]*\u001B\[>5u/.test(screen.raw().slice(before)));
  await screen.waitFor(/> from the editor$/m);
  expect([screen.modes(), keyboardFlags(screen)]).toMatchObject([ours, 1]);
  process.kill(pidOf(screen), 'SIGTERM');
  expect(await foundAfter(shell)).toEqual(restored(143));
});

test('out of the text alone, which has the mouse off', async () => {
  const shell = inShell();
  await shell.screen.waitFor(/● .*online/);
  await withKitty(shell.screen);
  shell.screen.press('\u001B[108;3u');
  await shell.screen.waitFor('any key comes back');
  expect(shell.screen.modes().isMouseOn).toBe(false);
  process.kill(pidOf(shell.screen), 'SIGTERM');
  expect(await foundAfter(shell)).toEqual(restored(143));
});

test('out of the forms of the start, and out of those that come after /logout', async () => {
  const shell = inShell({CHAT_TUI_HOME: temporaryFolder(), CHAT_TUI_SERVER: ''});
  await shell.screen.waitFor('Host a chat here');
  await withKitty(shell.screen);
  shell.screen.press('\u001B[99;5u');
  expect(await foundAfter(shell)).toEqual(restored(0));
  const bob = await account({url: alice.env.CHAT_TUI_SERVER ?? ''}, 'bob');
  const again = inShell({...bob.env});
  await again.screen.waitFor(/● .*online/);
  await withKitty(again.screen);
  again.screen.press('/logout\r');
  await again.screen.waitFor(/Log in to/);
  again.screen.press('\u001B[99;5u');
  expect(await foundAfter(again)).toEqual(restored(0));
});
