/**
 * `npm run dev`: builds, starts a server in a temporary folder and opens the screen as alice; `npm run dev -- --as bob` in a
 * second terminal joins it.
 */
import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';

const BIN = 'bin/chat-tui.js';
/** Where a second `npm run dev` finds the first one. */
const POINTER = 'node_modules/.cache/chat-tui-dev.json';
const PASSWORD = 'only for development';

const {values} = parseArgs({options: {as: {type: 'string', default: 'alice'}}});
const existing = readPointer();
const {folder, url, server} = existing ?? (await startServer());
const env = {...process.env, CHAT_TUI_HOME: join(folder, values.as), CHAT_TUI_SERVER: url};
const ownerCode = join(folder, 'server', 'owner-code');
const owns = existsSync(ownerCode) ? ['--owner-code-file', ownerCode] : [];
const account = ['--user', values.as, '--store', 'file', '--password-stdin'];
for (const [verb, ...more] of [['register', ...owns], ['login']]) {
  if (spawnSync(process.execPath, [BIN, verb ?? '', ...account, ...more], {env, input: PASSWORD}).status === 0) break;
}
const screen = spawn(process.execPath, [BIN, '--user', values.as], {env, stdio: 'inherit'});
screen.once('exit', code => {
  if (server) {
    server.kill('SIGTERM');
    rmSync(POINTER, {force: true});
    server.once('exit', () => rmSync(folder, {recursive: true, force: true}));
  }
  process.exitCode = code ?? 1;
});

interface Dev {
  folder: string;
  url: string;
  /** Present in the terminal that started it, and ends with it. */
  server?: ChildProcess;
}

function readPointer(): Dev | undefined {
  if (!existsSync(POINTER)) return undefined;
  const dev = JSON.parse(readFileSync(POINTER, 'utf8')) as Dev & {pid: number};
  try {
    process.kill(dev.pid, 0);
    return {folder: dev.folder, url: dev.url};
  } catch {
    return undefined;
  }
}

async function startServer(): Promise<Dev> {
  spawnSync(process.execPath, ['scripts/build.ts'], {stdio: 'inherit'});
  const made = mkdtempSync(join(tmpdir(), 'chat-tui-dev-'));
  const args = [BIN, 'serve', '--port', '0', '--data', join(made, 'server')];
  const started = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'ignore'], detached: true});
  const ready = await new Promise<string>((resolve, reject) => {
    let said = '';
    started.once('exit', () => reject(new Error('The server did not start.')));
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      const found = /ready at (http:\S+)\n/.exec((said += text));
      if (found?.[1] !== undefined) resolve(found[1]);
    });
  });
  mkdirSync('node_modules/.cache', {recursive: true});
  writeFileSync(POINTER, JSON.stringify({folder: made, url: ready, pid: started.pid}));
  return {folder: made, url: ready, server: started};
}
