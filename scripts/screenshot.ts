/**
 * `npm run screenshot`: two people chat on a real server, one of them full screen in a real pseudo-terminal; its screen becomes
 * `docs/screenshot.svg`.
 */
import {spawn as spawnPty} from '@lydell/node-pty';
import headless from '@xterm/headless';
import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {screenToSvg} from './screenshot/svg.ts';

const COLUMNS = 128;
const ROWS = 34;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'bin', 'chat-tui.js');
const folder = mkdtempSync(join(tmpdir(), 'chat-tui-screenshot-'));
const password = `P-${randomBytes(9).toString('base64url')}`;

const environment = (name: string, url = '') => ({
  ...process.env,
  CHAT_TUI_HOME: join(folder, name),
  // A path below the home folder is shown as `~/…`, so that nothing of this machine is in the picture.
  HOME: join(folder, name),
  ...(url === '' ? {} : {CHAT_TUI_SERVER: url}),
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  COLORFGBG: '15;0',
  LANG: 'C.UTF-8',
});

/** Runs a verb to its end. */
async function verb(name: string, url: string, args: readonly string[], input = ''): Promise<void> {
  const child = spawn(process.execPath, [bin, ...args], {
    env: environment(name, url),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(input);
  const code = await new Promise(resolve => child.on('close', resolve));
  if (code !== 0) throw new Error(`chat-tui ${args.join(' ')} ended with ${String(code)}`);
}

const server = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data', join(folder, 'data')], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
try {
  const url = await new Promise<string>(resolve => {
    let text = '';
    server.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = /ready at (http:\/\/\S+)/.exec(text);
      if (match) resolve(match[1]!);
    });
  });
  for (const name of ['ada', 'grace', 'linus']) {
    const owns = name === 'ada' ? ['--owner-code-file', join(folder, 'data', 'owner-code')] : [];
    const args = ['register', '--user', name, '--password-stdin', '--store', 'file', ...owns];
    await verb(name, url, args, `${password}\n`);
  }
  await verb('ada', url, ['create', '#deploy']);
  await verb('ada', url, ['topic', '#deploy', 'Release 0.1 ships on Friday']);
  for (const name of ['grace', 'linus']) await verb(name, url, ['join', '#deploy']);
  const say = (name: string, target: string, text: string) => verb(name, url, ['send', target, text]);
  await say('grace', '#lobby', 'Good morning ☀️');
  await say('linus', '#lobby', '@ada lunch at twelve?');
  await say('linus', '@ada', 'Did you see the trace I sent?');
  await say('grace', '#deploy', 'Staging is green. 12 ms p99, 東京 included.');
  await say('ada', '#deploy', 'Then we go. Who watches the graphs?');
  await say('linus', '#deploy', 'I do. Sending the build now.');
  mkdirSync(join(folder, 'files'));
  const build = join(folder, 'files', 'chat-tui-0.1.0.tgz');
  writeFileSync(build, randomBytes(3_400_000));
  await verb('linus', url, ['send', '#deploy', '--file', build]);
  await say(
    'grace',
    '#deploy',
    '@ada the notes are in docs/release.md, three lines are still missing: what changed for operators, how to go back, and whom to call. I can write the first two.',
  );
  await say('ada', '#deploy', 'I take the third 👍');

  const terminal = new headless.Terminal({cols: COLUMNS, rows: ROWS, allowProposedApi: true});
  const screens = ['grace', 'ada'].map(name =>
    spawnPty(process.execPath, [bin], {
      cols: COLUMNS,
      rows: ROWS,
      name: 'xterm-256color',
      env: environment(name, url) as Record<string, string>,
    }),
  );
  const ada = screens[1]!;
  ada.onData(chunk => terminal.write(chunk));
  ada.onData(() => {});
  const text = () =>
    Array.from({length: ROWS}, (_, row) => terminal.buffer.active.getLine(row)?.translateToString() ?? '').join('\n');
  const until = async (pattern: RegExp) => {
    for (let count = 0; count < 200 && !pattern.test(text()); count++)
      await new Promise(resolve => setTimeout(resolve, 50));
    if (!pattern.test(text())) throw new Error(`never saw ${String(pattern)} in:\n${text()}`);
  };
  await until(/#?lobby/);
  await until(/deploy/);
  ada.write('\x1b2');
  await until(/Staging is green/);
  ada.write('/get 1\r');
  await until(/100\s?%|done/i);
  for (const character of 'On it: the phone list ') ada.write(character);
  await until(/On it: the phone list/);
  mkdirSync(join(root, 'docs'), {recursive: true});
  writeFileSync(
    join(root, 'docs', 'screenshot.svg'),
    screenToSvg(terminal, 'chat-tui in a terminal: rooms, chat, users and transfers'),
  );
  process.stdout.write(`${text()}\n`);
  for (const screen of screens) screen.kill('SIGTERM');
} finally {
  server.kill('SIGTERM');
  rmSync(folder, {recursive: true, force: true});
}
