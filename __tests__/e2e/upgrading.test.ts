/** A chat of one's own whose data is brought up to date at its start: however long that takes, it is waited for, and said. */
import {afterEach, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {MIGRATIONS} from '../../src/server/stores/sqlite/engine/schema.ts';
import {within} from '../support/suite/deadline.ts';
import {account, cleanUp, onCleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';
import {KEY, terminal, type TerminalProcess} from '../support/screen/terminal.ts';

afterEach(cleanUp);

/**
 * The server stops itself, as SIGSTOP does it, where it says that it brings its data up to date, unless GOES_ON is beside this
 * file; on SIGUSR2 an hour passes for whoever waits for it.
 */
const PRELOAD = `
import {existsSync} from 'node:fs';
const real = Date.now;
let aheadMs = 0;
if (process.argv.includes('serve')) {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (...said) => {
    const taken = write(...said);
    if (!String(said[0]).includes('brought up to date')) return taken;
    process.stderr.write = write;
    if (!existsSync(new URL('GOES_ON', import.meta.url))) process.kill(process.pid, 'SIGSTOP');
    return taken;
  };
} else {
  Date.now = () => real() + aheadMs;
  process.on('SIGUSR2', () => (aheadMs += 3_600_000));
}
`;

/** Somebody whose own server was used last, with data of an older program in its folder. */
async function returning(): Promise<Person> {
  const host = person(undefined, {CHAT_TUI_PORT: '0'});
  const before = await serve(host);
  await account(before, 'ann', host.home);
  await before.stop();
  const dataDir = join(host.home, 'server');
  writeFileSync(join(dataDir, 'embedded.json'), JSON.stringify({url: before.url}), {mode: 0o600});
  const old = String(MIGRATIONS.length - 1).padStart(4, '0');
  for (const name of readdirSync(dataDir)) if (name.startsWith('chat.db')) rmSync(join(dataDir, name));
  const database = new DatabaseSync(join(dataDir, 'chat.db'));
  database.exec(`PRAGMA journal_mode = WAL; ${readFileSync(`__tests__/contract/schemas/${old}.sql`, 'utf8')}`);
  database.close();
  chmodSync(join(dataDir, 'chat.db'), 0o600);
  return host;
}

/** Waits until it stands in the log of the server that was started by itself. */
async function logged({home}: Person, text: string): Promise<void> {
  const folder = join(home, 'state', 'logs');
  const file = join(folder, 'server.log');
  mkdirSync(folder, {recursive: true});
  const watcher = watch(folder);
  const isThere = () => existsSync(file) && readFileSync(file, 'utf8').includes(text);
  try {
    while (!isThere()) await within(`${text} in the log`, once(watcher, 'change'));
  } finally {
    watcher.close();
  }
}

/** The server that it has started; it ends with the test. */
function childOf(screen: TerminalProcess): number {
  const pid = Number(execFileSync('pgrep', ['-P', String(screen.pid)], {encoding: 'utf8'}).split('\n')[0]);
  onCleanUp(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  });
  return pid;
}

test('each screen waits for it, says so, and goes on when it is done', async () => {
  const preload = join(temporaryFolder(), 'preload.mjs');
  writeFileSync(preload, PRELOAD);
  const host = await returning();
  const env = {...host.env, NODE_OPTIONS: `--import ${preload}`};
  const first = terminal({env});
  await logged(host, 'brought up to date');
  const child = childOf(first);
  process.kill(first.pid, 'SIGUSR2');
  await first.waitFor(/brought up to date[^]*minutes/);
  const second = terminal({env});
  await logged(host, 'in use by another');
  process.kill(second.pid, 'SIGUSR2');
  await second.waitFor(/brought up to date[^]*minutes/);
  process.kill(child, 'SIGCONT');
  for (const screen of [first, second]) await screen.waitFor(/Log in to 127\.0\.0\.1/);
  expect(execFileSync('pgrep', ['-P', String(first.pid)], {encoding: 'utf8'}).trim()).toBe(String(child));
});

test('the form that hosts a chat says it, and finds it when it is done', async () => {
  const preload = join(temporaryFolder(), 'preload.mjs');
  writeFileSync(preload, PRELOAD);
  const host = await returning();
  // Whoever has forgotten where they were last hosts their chat again.
  rmSync(join(host.home, 'state', 'remembered.json'));
  const first = terminal({env: {...host.env, NODE_OPTIONS: `--import ${preload}`}});
  await first.waitFor('Host a chat here');
  first.press(KEY.enter);
  await logged(host, 'brought up to date');
  const child = childOf(first);
  process.kill(first.pid, 'SIGUSR2');
  await first.waitFor(/brought\s+up\s+to\s+date[^]*again/);
  process.kill(child, 'SIGCONT');
  await logged(host, 'server ready');
  first.press(KEY.enter);
  expect(await first.waitFor(/Log in to 127\.0\.0\.1/)).not.toContain('brought');
});

test('whoever waits for it starts it anew where the one that did it was killed', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'preload.mjs'), PRELOAD);
  const host = await returning();
  const env = {...host.env, NODE_OPTIONS: `--import ${join(folder, 'preload.mjs')}`};
  const first = terminal({env});
  await logged(host, 'brought up to date');
  const child = childOf(first);
  const second = terminal({env});
  await logged(host, 'in use by another');
  process.kill(second.pid, 'SIGUSR2');
  await second.waitFor(/brought up to date[^]*minutes/);
  writeFileSync(join(folder, 'GOES_ON'), '');
  process.kill(child, 'SIGKILL');
  expect(await second.waitFor(/Log in to 127\.0\.0\.1/)).not.toContain('minutes');
});

test('it is waited for also where the log has only errors', async () => {
  const preload = join(temporaryFolder(), 'preload.mjs');
  writeFileSync(preload, PRELOAD);
  const host = await returning();
  const screen = terminal({env: {...host.env, NODE_OPTIONS: `--import ${preload}`, CHAT_TUI_LOG_LEVEL: 'error'}});
  await logged(host, 'brought up to date');
  const child = childOf(screen);
  process.kill(screen.pid, 'SIGUSR2');
  await screen.waitFor(/brought up to date[^]*minutes/);
  process.kill(child, 'SIGCONT');
  await screen.waitFor(/Log in to 127\.0\.0\.1/);
  expect(execFileSync('pgrep', ['-P', String(screen.pid)], {encoding: 'utf8'}).trim()).toBe(String(child));
});
