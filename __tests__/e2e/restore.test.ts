/** The terminal is as it was, however the program ends. */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, BIN, cleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';
import {write} from '../support/screens.ts';
import {KEY, terminal, type TerminalProcess} from '../support/terminal.ts';

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

/** What the shell finds when the program is over. */
async function foundAfter({screen, settings}: ReturnType<typeof inShell>) {
  const shown = await screen.waitFor(/^over$/m);
  const [before, after] = settings();
  return {code: Number(/^code (\d+)/m.exec(shown)?.[1]), ...screen.modes(), hasOldSettings: after === before};
}

const restored = (code: number) => ({
  code,
  isAlternate: false,
  isBracketedPaste: false,
  isCursorHidden: false,
  isMouseOn: false,
  hasOldSettings: true,
});

function pidOf(screen: TerminalProcess): number {
  const [pid] = execFileSync('pgrep', ['-P', String(screen.pid)], {encoding: 'utf8'}).split('\n');
  return Number(pid);
}

test('after Ctrl+C twice', async () => {
  const shell = inShell();
  await shell.screen.waitFor(/● .*online/);
  expect(shell.screen.modes()).toMatchObject({isAlternate: true, isBracketedPaste: true, isMouseOn: true});
  shell.screen.press(KEY.ctrl('c'));
  await shell.screen.waitFor(/again|once more|Ctrl\+C/i);
  shell.screen.press(KEY.ctrl('c'));
  expect(await foundAfter(shell)).toEqual(restored(0));
});

test('after /quit', async () => {
  const shell = inShell();
  await shell.screen.waitFor(/● .*online/);
  await write(shell.screen, '/quit see you');
  expect(await foundAfter(shell)).toEqual(restored(0));
});

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const)('after %s', async (signal, code) => {
  const shell = inShell();
  await shell.screen.waitFor(/● .*online/);
  process.kill(pidOf(shell.screen), signal);
  expect(await foundAfter(shell)).toEqual(restored(code));
});

test('after a crash, with one sentence that says where the details are', async () => {
  const fault = join(temporaryFolder(), 'fault.mjs');
  writeFileSync(fault, "process.on('SIGUSR2', () => { throw new Error('something nobody thought of'); });");
  const shell = inShell({NODE_OPTIONS: `--import ${fault}`});
  await shell.screen.waitFor(/● .*online/);
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
