/** F21: the terminal is restored however the screen ends. */
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {cleanEnv} from '../../__tests__/support/program.ts';
import {terminal, type TerminalProcess} from '../../__tests__/support/screen/terminal.ts';
import type {Job, Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {PROGRAM} from '../server.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause} from '../waiting.ts';

const CTRL_C = '\u0003';
const ONLINE = /● .*online/;
const RESIZES = 200;

interface Screen {
  shown: TerminalProcess;
  /** Of the program itself, not of the shell around it. */
  pid: number;
}

type Ending = (screen: Screen) => void | Promise<void>;

const signal =
  (name: NodeJS.Signals): Ending =>
  ({pid}) =>
    void process.kill(pid, name);

async function quit({shown}: Screen): Promise<void> {
  shown.press(CTRL_C);
  await pause(200);
  shown.press(CTRL_C);
}

/** What ends it, or happens to it before it ends. */
const ENDINGS: Record<string, Ending> = {
  'Ctrl+C twice': quit,
  SIGINT: signal('SIGINT'),
  SIGTERM: signal('SIGTERM'),
  SIGHUP: signal('SIGHUP'),
  'uncaught error': signal('SIGUSR2'),
  'unhandled rejection': signal('SIGUSR2'),
  'broken pipe': signal('SIGUSR2'),
  'stopped and continued': async screen => {
    process.kill(screen.pid, 'SIGTSTP');
    await pause(300);
    process.kill(screen.pid, 'SIGCONT');
    await screen.shown.waitFor(ONLINE);
    process.kill(screen.pid, 'SIGTERM');
  },
  'one column, one row, and back': async screen => {
    screen.shown.resize(1, 1);
    await pause(200);
    screen.shown.resize(100, 30);
    await screen.shown.waitFor(ONLINE);
    await quit(screen);
  },
  '200 sizes in a second': async screen => {
    for (let count = 0; count < RESIZES; count++) {
      screen.shown.resize(20 + (count % 130), 5 + (count % 45));
      await pause(5);
    }
    screen.shown.resize(100, 30);
    await screen.shown.waitFor(ONLINE);
    await quit(screen);
  },
  'SIGTERM while it starts': signal('SIGTERM'),
  'SIGTERM twice': ({pid}) => {
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGTERM');
  },
};

/** Brings a bug into the running program, at the sign of a signal that has no other meaning there. */
const BUGS = `
const kind = process.env.CHAT_TUI_BUG;
process.on('SIGUSR2', () => {
  if (kind === 'unhandled rejection') void Promise.reject(new Error('a promise nobody looked after'));
  else if (kind === 'broken pipe') process.stdout.emit('error', Object.assign(new Error('write EPIPE'), {code: 'EPIPE'}));
  else throw new Error('something nobody thought of');
});
`;

export const F21: Row = {
  name: 'F21',
  fault: 'the terminal dies, or the screen does',
  injection: Object.keys(ENDINGS).join(', '),
  wanted: 'stty as before, alternate screen left, cursor visible, mouse and bracketed paste off in all',
  needs: ['linux', 'pty'],
  runs: {full: Object.keys(ENDINGS).length, short: 2},
  async run(job) {
    const stand = await openStand(job, {shape: {people: 2, rooms: 0, directs: 0}, clients: 1});
    writeFileSync(join(job.folder, 'bugs.mjs'), BUGS);
    const violations: string[] = [];
    const endings = Object.entries(ENDINGS).slice(0, job.runs);
    for (const [name, ending] of endings) {
      violations.push(...(await endOnce(job, stand, {name, ending})).map(what => `${name}: ${what}`));
      job.note(name);
    }
    return {
      figure: `restored in ${endings.length - new Set(violations.map(one => one.split(':')[0])).size}/${endings.length}`,
      violations,
    };
  },
};

async function endOnce(job: Job, stand: Stand, {name, ending}: {name: string; ending: Ending}): Promise<string[]> {
  const folder = join(job.folder, newId());
  mkdirSync(folder);
  const script =
    `trap : INT; stty -a > before; "${process.execPath}" "${PROGRAM}"; echo "code $?"; stty -a > after; echo ` +
    'over; sleep 60';
  const shown = terminal({
    env: {
      ...cleanEnv(folder),
      CHAT_TUI_SERVER: stand.server().url,
      CHAT_TUI_TOKEN: stand.seeded.people[1]!.token,
      CHAT_TUI_BUG: name,
      NODE_OPTIONS: `--import ${join(job.folder, 'bugs.mjs')}`,
    },
    command: ['/bin/bash', '-c', `cd "${folder}"; ${script}`],
  });
  job.onClose(() => (shown.kill('SIGKILL'), shown.exit));
  const isEarly = name.includes('while it starts');
  await (isEarly ? pause(150) : shown.waitFor(ONLINE, job.patienceMs(15_000)));
  const pid = Number(execFileSync('pgrep', ['-P', String(shown.pid)], {encoding: 'utf8'}).split('\n')[0]);
  await ending({shown, pid});
  const violations = await shown.waitFor(/^over$/m, job.patienceMs(10_000)).then(
    () => compare(shown, folder),
    () => [`does not end; the screen shows: ${shown.screen().trim().slice(-200)}`],
  );
  shown.kill('SIGKILL');
  return violations;
}

function compare(shown: TerminalProcess, folder: string): string[] {
  const [before, after] = ['before', 'after'].map(file => readFileSync(join(folder, file), 'utf8'));
  const {isAlternate, isBracketedPaste, isCursorHidden} = shown.modes();
  const raw = shown.raw();
  const isOn = (mode: number) => raw.lastIndexOf(`\u001b[?${mode}h`) > raw.lastIndexOf(`\u001b[?${mode}l`);
  const mouse = [1000, 1002, 1003, 1006].filter(isOn);
  return [
    ...(before === after ? [] : ['stty tells something else than before']),
    ...(isAlternate ? ['the alternate screen was not left'] : []),
    ...(isBracketedPaste ? ['bracketed paste is still on'] : []),
    ...(isCursorHidden ? ['the cursor is hidden'] : []),
    ...(mouse.length > 0 ? [`mouse is still on (${mouse.join(', ')})`] : []),
    ...(/\n\s+at \S+ \(/.test(shown.screen()) ? ['a stack is shown'] : []),
  ];
}
