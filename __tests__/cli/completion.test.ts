/** Completion in real shells: verbs, options, choices, files, and rooms and people of the server. */
import {spawnSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {commandTable} from '../../src/cli/commandLine.ts';
import {allOf} from '../../src/cli/completion/table.ts';
import {fakeServer, ok} from '../client/support/fakeServer.ts';
import {account, BIN, cleanUp, serve, person, temporaryFolder, type Person} from '../support/program.ts';
import {KEY, terminal, type TerminalProcess} from '../support/screen/terminal.ts';

interface Case {
  /** What is typed before Tab. */
  typed: string;
  /** What then stands on the line. */
  line: string;
}

const CASES: readonly Case[] = [
  {typed: 'chat-tui who', line: 'chat-tui whoami '},
  {typed: 'chat-tui admin back', line: 'chat-tui admin backup '},
  {typed: 'chat-tui admin backup --ke', line: 'chat-tui admin backup --keep '},
  {typed: 'chat-tui login --store mem', line: 'chat-tui login --store memory '},
  {typed: 'chat-tui --user ann notify x men', line: 'chat-tui --user ann notify x mentions '},
  {typed: String.raw`chat-tui send \#sh`, line: String.raw`chat-tui send \#sheds `},
  {typed: `chat-tui send '#sh`, line: `chat-tui send '#sheds' `},
  {typed: 'chat-tui send @al', line: 'chat-tui send @alice '},
  {typed: 'chat-tui send x --file shel', line: 'chat-tui send x --file shelf.txt '},
  {typed: 'chat-tui restore arch', line: 'chat-tui restore archive/'},
];

let alice: Person;
let folder: string;

beforeAll(async () => {
  alice = await account(await serve(person()), 'alice');
  await alice.call(['create', '#sheds']);
  folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  symlinkSync(BIN, join(folder, 'bin', 'chat-tui'));
  writeFileSync(join(folder, 'shelf.txt'), '');
  mkdirSync(join(folder, 'archive'));
});
afterAll(cleanUp);

/** How a shell is started with the script, in a folder of its own, and no other habits. */
const SHELLS: Readonly<Record<string, (script: string) => readonly [string, ...string[]]>> = {
  bash(script) {
    const file = write('bashrc', `PS1='> '; cd '${folder}'; bind 'set bell-style none'\n${script}`);
    return ['bash', '--noprofile', '--rcfile', file, '-i'];
  },
  zsh(script) {
    write('.zshrc', `PS1='> '; cd '${folder}'; autoload -U compinit; compinit -u -D\n${script}`);
    return ['env', `ZDOTDIR=${folder}`, 'zsh', '-i'];
  },
  fish(script) {
    const file = write('config.fish', `cd '${folder}'; function fish_prompt; echo -n '> '; end\n${script}`);
    return ['fish', '--no-config', '-C', `set -g fish_greeting; source ${file}`];
  },
};

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

for (const [shell, start] of Object.entries(SHELLS)) {
  const isThere = spawnSync(shell, ['--version']).status === 0;
  if (!isThere) process.stderr.write(`Completion in ${shell} is not tested here. Install: apt-get install ${shell}\n`);
  (isThere ? describe : describe.skip)(shell, () => {
    test('completes what can stand in a place', async () => {
      const {stdout: script} = await alice.call(['completion', shell]);
      const env = {
        ...alice.env,
        PATH: `${join(folder, 'bin')}:${process.execPath.replace(/\/[^/]*$/, '')}:${alice.env.PATH}`,
      };
      const shown = terminal({env, command: start(script)});
      await shown.waitFor(/^> $/m);
      for (const one of CASES) expect(await completed(shown, one)).toBe(true);
      shown.kill();
    });
  });
}

/** The cursor tells of the space that was added, too. */
async function completed(shown: TerminalProcess, {typed, line}: Case): Promise<boolean> {
  shown.press(typed);
  await shown.waitFor(screen => lastLine(screen).startsWith(`> ${typed}`));
  shown.press(KEY.tab);
  await shown.waitFor(
    screen => lastLine(screen) === `> ${line.trimEnd()}` && shown.cursor().column === line.length + 2,
  );
  shown.press(KEY.ctrl('u'));
  await shown.waitFor(screen => lastLine(screen) === '>');
  return true;
}

const lastLine = (screen: string): string => screen.trimEnd().split('\n').at(-1)?.trimEnd() ?? '';

describe('what a server makes up as the name of a room', () => {
  const NAMED = ['ops;touch${IFS}owned', 'ops$(touch owned)', 'ops&touch owned', 'op s', 'OPS', '-ops'];

  test('is no name, so that a shell never has it on its line', async () => {
    const rooms = [...NAMED, 'opal'].map((name, at) => ({
      roomId: at + 2,
      kind: 'public',
      name,
      topic: '',
      memberCount: 1,
      isMember: false,
    }));
    const server = await fakeServer({roomList: () => ok({rooms, hasMore: false})});
    const bob = person(undefined, {CHAT_TUI_SERVER: server.url, CHAT_TUI_TOKEN: 'ct_x'});
    expect(await bob.call(['names', 'room'])).toEqual({code: 0, stdout: '#opal\n', stderr: ''});
    expect((await bob.call(['names', 'target'])).stdout).toMatch(/^#opal\n(?:@[a-z]+\n)*$/);
  });
});

describe('the tables', () => {
  test('say of every place what it is, or that only the person knows', async () => {
    const table = await commandTable();
    expect(allOf(table).map(({path}) => path.join(' '))).not.toContain('names');
    const places = allOf(table).flatMap(({path, places}) => places.map(place => ({path: path.join(' '), ...place})));
    expect(places).toContainEqual(expect.objectContaining({path: 'send', name: 'target', kind: 'target'}));
    expect(places.filter(place => 'choices' in place && place.choices.length < 2)).toEqual([]);
  });

  test('names of nothing known are none, quickly, and not a failure', async () => {
    const nobody = person(undefined, {CHAT_TUI_SERVER: 'http://127.0.0.1:9'});
    expect(await nobody.call(['names', 'target'])).toEqual({code: 0, stdout: '', stderr: ''});
    expect(await alice.call(['names', 'room'])).toEqual({code: 0, stdout: '#lobby\n#sheds\n', stderr: ''});
    expect(await nobody.call(['completion', 'tcsh'])).toMatchObject({code: 2, stdout: ''});
  });
});
