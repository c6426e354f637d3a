/**
 * docs/operations.md is run: every command of it that this program does by itself, in its order, and every test that it names is
 * there.
 */
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {account, BIN, cleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';

const TEXT = readFileSync('docs/operations.md', 'utf8');
/** A command a line, without its comment. */
const COMMANDS = [...TEXT.matchAll(/^```sh\n([^]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.replaceAll(/ \\\n +/g, ' ').split('\n'))
  .map(line => line.replace(/ {2,}#.*$/, '').trim())
  .filter(line => line !== '');

/** What belongs to systemd, Docker or the system, and what other tests start as servers. */
const ELSEWHERE = /^(?:useradd|cp|systemctl|journalctl|docker|curl|certbot) |^chat-tui serve (?:--host|--metrics)/;
/** What is refused here, with which exit code: nobody has so many devices, and a server runs. */
const REFUSED: Readonly<Record<string, number>> = {
  'chat-tui admin log-out @bob 3': 4,
  'chat-tui admin recover-owner': 2,
};

let folder: string;
let operator: Person;
let path: string;

beforeAll(async () => {
  folder = temporaryFolder();
  for (const name of ['bin', 'backup', 'work']) mkdirSync(join(folder, name));
  symlinkSync(BIN, join(folder, 'bin', 'chat-tui'));
  path = `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  operator = person(undefined, {CHAT_TUI_REGISTRATION: 'open'});
  const server = await serve(operator);
  await account(server, 'ann', operator.home);
  for (const name of ['alice', 'bob', 'robert', 'robot']) await account(server, name);
  for (const room of ['#garden', '#team']) await operator.call(['create', room]);
});
afterAll(cleanUp);

/** In folders of this test; OLD is the data that runs. */
const placed = (command: string): string =>
  command
    .replaceAll(/(?<= )[\w-]+\.(?:jsonl|csv|toml)\b/g, name => join(folder, 'work', name))
    .replaceAll('/backup', join(folder, 'backup'))
    .replaceAll('/var/lib/chat-tui/server', join(folder, 'another'))
    .replaceAll(/\bOLD\b/g, join(operator.home, 'server'))
    .replaceAll(/\bNEW\b/g, join(folder, 'moved'));

/** Only what needs a shell has one. */
async function ran(command: string): Promise<{status: number | null; stderr: string}> {
  if (!/[|>]/.test(command)) {
    const [, ...words] = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(found => found.slice(1).join(''));
    const {code, stderr} = await operator.call(words);
    return {status: code, stderr};
  }
  return spawnSync('bash', ['-o', 'pipefail', '-c', command], {
    env: {...operator.env, PATH: path},
    cwd: join(folder, 'work'),
    encoding: 'utf8',
    timeout: 60_000,
  });
}

describe('docs/operations.md', () => {
  const own = COMMANDS.filter(command => command.startsWith('chat-tui ') && !ELSEWHERE.test(command));

  test('has no command of which nobody knows where it is run', () => {
    expect(COMMANDS.filter(command => !own.includes(command) && !ELSEWHERE.test(command))).toEqual([]);
    expect(own.length).toBeGreaterThan(20);
  });

  test('says commands that work, one after the other', async () => {
    const failed: string[] = [];
    for (const command of own) {
      const {status, stderr} = await ran(placed(command));
      if (status !== (REFUSED[command] ?? 0)) failed.push(`${command} → ${status} ${stderr}`);
    }
    expect(failed).toEqual([]);
    expect(readdirSync(join(folder, 'another'))).toContain('chat.db');
    expect(readdirSync(join(folder, 'moved'))).toContain('chat.db');
  });

  test('names tests, files and settings that are there', () => {
    const table = TEXT.slice(TEXT.indexOf('## The operator’s table'));
    const rows = table.split('\n').filter(line => /^\| .* \| .* \| .* \|$/.test(line));
    const named = rows.flatMap(row =>
      [...(row.split(' | ').at(-1) ?? '').matchAll(/`([\w/]+)`/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(name => !existsSync(`__tests__/${name}.test.ts`))).toEqual([]);
    const faults = [...TEXT.matchAll(/\bF\d+b?\b/g)].map(([name]) => name);
    expect(faults.filter(name => !existsSync(`faults/rows/${name}.ts`))).toEqual([]);
    const settings = readFileSync('docs/settings.md', 'utf8') + readFileSync('docs/verbs.md', 'utf8');
    const flags = [...TEXT.matchAll(/`(--[a-z][a-z-]+)/g)].map(([, flag = '']) => flag);
    expect(flags.filter(flag => !settings.includes(flag))).toEqual([]);
  });

  test('is followed by SECURITY.md: what it names is there as well', () => {
    const text = readFileSync('SECURITY.md', 'utf8');
    const named = [...text.matchAll(/`((?:hostile|server|cli|client|contract|e2e|tui|shared)\/\w+)`/g)].map(
      ([, name = '']) => name,
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(name => !existsSync(`__tests__/${name}.test.ts`))).toEqual([]);
  });
});
