/**
 * The way of a newcomer through the built program, from the form to the end, in terminals of every size and kind: an account,
 * what was said, something of one's own, another room, the help, and the shell again.
 */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {account, BIN, cleanUp, person, serve, type Person} from '../support/program.ts';
import {drawnAnew, KEY, terminal} from '../support/screen/terminal.ts';
import {hasTmux, tmuxPane} from '../support/screen/tmux.ts';
import {pause} from '../support/screen/typist.ts';

const SECRET = 'long secret 42';
const F1 = '\u001BOP';

let url = '';
let host: Person;

beforeAll(async () => {
  const server = await serve(person());
  url = server.url;
  host = await account(server, 'host');
  await host.call(['create', '#garden']);
  await host.call(['send', '#garden', 'what grows here']);
});
afterAll(cleanUp);

/** A terminal as the story needs it, whichever shows it. */
interface Shown {
  press(bytes: string): void;
  waitFor(wanted: (screen: string) => boolean): Promise<unknown>;
  screen(): string;
  columns: number;
  rows: number;
}

/** What runs there is told of another kind than the pseudo-terminal is called. */
const program = (kind: string) => ['env', `TERM=${kind}`, process.execPath, BIN] as const;

function inXterm(columns: number, rows: number, kind: string): Shown & {exit: Promise<{code: number}>} {
  const one = terminal({columns, rows, env: newcomer(), command: program(kind)});
  return {...one, columns, rows, waitFor: wanted => one.waitFor(wanted)};
}

function inTmux(columns: number, rows: number, env: Record<string, string>): Shown {
  const one = tmuxPane(env, columns, rows, `'${process.execPath}' '${BIN}'; echo over; sleep 60`);
  return {
    columns,
    rows,
    press: bytes => one.send(bytes),
    screen: () => one.screen().join('\n'),
    waitFor: wanted => one.waitFor(lines => wanted(lines.join('\n'))),
  };
}

const newcomer = () => person(undefined, {CHAT_TUI_SERVER: url, CHAT_TUI_STORE: 'file'}).env;

const lastLine = (screen: string) => screen.trimEnd().split('\n').at(-1)?.trimEnd() ?? '';

/** Nothing is beside the screen, and the input line is where one writes. */
function expectWhole(one: Shown, room: string): void {
  const lines = one.screen().trimEnd().split('\n');
  expect(lines.length).toBe(one.rows);
  expect(lines[0]).toContain(room);
  expect(lastLine(one.screen())).toMatch(new RegExp(`^${room} >`));
}

async function story(one: Shown, name: string): Promise<void> {
  const sees = (words: string) => one.waitFor(screen => screen.includes(words));
  const line = (text: string) => one.waitFor(screen => lastLine(screen) === text);
  const dots = (count: number) => one.waitFor(screen => (screen.match(/[•*]/g)?.length ?? 0) >= count);
  expect((await host.call(['send', '#lobby', `good morning ${name}`])).code).toBe(0);
  await sees('Log in to');
  one.press(KEY.ctrl('r'));
  await sees('New account');
  one.press(name);
  await sees(name);
  one.press(KEY.enter);
  one.press(SECRET);
  await dots(SECRET.length);
  one.press(KEY.enter);
  one.press(SECRET);
  await dots(SECRET.length * 2);
  one.press(KEY.enter);
  await one.waitFor(screen => screen.includes(`good morning ${name}`) && /^#lobby >/m.test(screen));
  expectWhole(one, '#lobby');

  const said = `hello from ${one.columns} columns`;
  one.press(said);
  await line(`#lobby > ${said}`);
  one.press(KEY.enter);
  await one.waitFor(screen => screen.includes(said) && lastLine(screen) === '#lobby >');

  one.press('/join #garden');
  await line('#lobby > /join #garden');
  one.press(KEY.enter);
  await one.waitFor(screen => screen.includes('what grows here') && lastLine(screen) === '#garden >');
  expectWhole(one, '#garden');
  one.press(KEY.alt('1'));
  await one.waitFor(screen => screen.includes(said) && lastLine(screen) === '#lobby >');

  one.press(F1);
  await one.waitFor(screen => screen.includes('Help') && screen.includes('Commands of here'));
  one.press('topic');
  await sees('/topic');
  one.press(KEY.escape);
  await one.waitFor(screen => !screen.includes('Commands of here') && lastLine(screen) === '#lobby >');

  one.press('/quit');
  await line('#lobby > /quit');
  one.press(KEY.enter);
}

test.each([
  ['xterm-256color', 40, 12],
  ['xterm-256color', 80, 24],
  ['xterm-256color', 120, 40],
  ['xterm-256color', 200, 50],
  ['linux', 80, 24],
  ['screen-256color', 40, 12],
])('%s, %i×%i', async (kind, columns, rows) => {
  const one = inXterm(columns, rows, kind);
  await story(one, `${kind.slice(0, 5)}-${columns}`);
  expect((await one.exit).code).toBe(0);
});

test.each([
  [40, 12],
  [80, 24],
  [120, 40],
  [200, 50],
])('in tmux, %i×%i', async (columns, rows) => {
  if (!hasTmux) return console.warn('Not tested: tmux is not installed.');
  const one = inTmux(columns, rows, newcomer());
  await story(one, `tmux-${columns}`);
  await one.waitFor(screen => lastLine(screen) === 'over');
  expect(one.screen()).not.toContain('#lobby');
});

test('two hundred sizes in a second, from 20×5 to 400×120: what is shown then is the whole screen', async () => {
  const one = terminal({columns: 80, rows: 24, env: host.env});
  await one.waitFor(/^#lobby >/m);
  one.press('still here');
  await one.waitFor('#lobby > still here');
  for (let at = 0; at < 200; at++) {
    one.resize(20 + ((at * 67) % 381), 5 + ((at * 31) % 116));
    await pause(5);
  }
  one.resize(80, 24);
  const isWhole = (screen: string) => {
    const lines = screen.split('\n');
    return lines[23] === '#lobby > still here' && /^ Rooms .*│ #lobby/.test(lines[0] ?? '');
  };
  await one.waitFor(isWhole);
  await drawnAnew(one);
  expect(one.screen()).toContain('still here');
  one.kill();
});

test('TERM=dumb: the same as lines of text, without a sequence', async () => {
  const one = terminal({columns: 80, rows: 24, env: newcomer(), command: program('dumb')});
  const answer = async (asked: string | RegExp, text: string) => {
    await one.waitFor(asked);
    one.press(`${text}${KEY.enter}`);
  };
  expect((await host.call(['send', '#lobby', 'good morning to all'])).code).toBe(0);
  await answer('Do you have an account there?', 'no');
  await answer('Login name:', 'dumb-80');
  await answer('New password for dumb-80:', SECRET);
  await answer('The same again:', SECRET);
  await one.waitFor('good morning to all');
  one.press(`hello from lines${KEY.enter}`);
  await one.waitFor(/Sent \d\d:\d\d\./);
  one.press(`/join #garden${KEY.enter}`);
  await one.waitFor('You are in #garden');
  one.press(`/help${KEY.enter}`);
  await one.waitFor('/whois @name');
  one.press(`/quit${KEY.enter}`);
  expect((await one.exit).code).toBe(0);
  expect(one.raw()).not.toContain('\u001B');
});
