/**
 * `npm run screens`: draws twelve states of the screen at four sizes, dark and light, from a real server and real
 * pseudo-terminals, as pictures in `docs/screens`; one of them is the first picture of the README.
 */
import {spawn as spawnPty, type IPty} from '@lydell/node-pty';
import headless from '@xterm/headless';
import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {createRecording} from './screens/recording.ts';
import {LOOKS, screenToSvg, type Look} from './screens/svg.ts';

const SIZES = [
  [50, 20],
  [80, 24],
  [120, 40],
  [200, 50],
] as const;
/** Nothing was drawn for so long: the screen is at rest. */
const QUIET_MS = 200;
const PATIENCE_MS = 20_000;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'bin', 'chat-tui.js');
const folder = mkdtempSync(join(tmpdir(), 'chat-tui-screens-'));
const target = join(root, 'docs', 'screens');
const password = `P-${randomBytes(9).toString('base64url')}`;
const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

const environment = (name: string, url = '', more: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  CHAT_TUI_HOME: join(folder, name),
  HOME: join(folder, name),
  ...(url === '' ? {} : {CHAT_TUI_SERVER: url}),
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  LANG: 'C.UTF-8',
  CHAT_TUI_ESCAPE_WAIT: '20',
  TZ: 'UTC',
  ...more,
});

async function verb(name: string, url: string, args: readonly string[], input = ''): Promise<void> {
  const child = spawn(process.execPath, [bin, ...args], {
    env: environment(name, url),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(input);
  const code = await new Promise(resolve => child.on('close', resolve));
  if (code !== 0) throw new Error(`chat-tui ${args.join(' ')} ended with ${String(code)}`);
}

interface Screen {
  look: Look;
  pty: IPty;
  terminal: InstanceType<typeof headless.Terminal>;
  drawnAtMs: number;
}

function open(name: string, url: string, look: Look): Screen {
  const [cols, rows] = SIZES[2];
  const terminal = new headless.Terminal({cols, rows, allowProposedApi: true, scrollback: 0});
  const env = environment(name, url, {COLORFGBG: look === 'light' ? '0;15' : '15;0'});
  const pty = spawnPty(process.execPath, [bin], {cols, rows, name: 'xterm-256color', env});
  const screen: Screen = {look, pty, terminal, drawnAtMs: Date.now()};
  pty.onData(chunk => {
    screen.drawnAtMs = Date.now();
    terminal.write(chunk);
  });
  return screen;
}

const textOf = ({terminal}: Screen): string =>
  Array.from({length: terminal.rows}, (_, row) => terminal.buffer.active.getLine(row)?.translateToString() ?? '').join(
    '\n',
  );

async function until(screen: Screen, pattern: RegExp): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!pattern.test(textOf(screen)) || Date.now() - screen.drawnAtMs < QUIET_MS) {
    if (Date.now() > endMs) throw new Error(`never saw ${String(pattern)} in:\n${textOf(screen)}`);
    await pause(25);
  }
}

async function resize(screen: Screen, columns: number, rows: number): Promise<void> {
  screen.terminal.resize(columns, rows);
  screen.pty.resize(columns, rows);
  screen.drawnAtMs = Date.now();
  await until(screen, /./);
}

/** The same keys in each, then a picture of each at every size. */
async function take(screens: readonly Screen[], name: string, keys: readonly string[], pattern: RegExp): Promise<void> {
  const again = keys.at(-1);
  const takeOne = async (screen: Screen) => {
    for (const key of keys) {
      screen.pty.write(key);
      // A lone Esc is one only when nothing follows it for a while.
      await pause(key === ESC ? 500 : 150);
    }
    await until(screen, pattern);
    for (const [columns, rows] of SIZES) {
      await resize(screen, columns, rows);
      // A pane that has no room at one size has gone at the next.
      if (!pattern.test(textOf(screen)) && again !== undefined) {
        screen.pty.write(again);
        await until(screen, pattern);
      }
      const file = join(target, `${name}-${columns}x${rows}-${screen.look}.svg`);
      writeFileSync(
        file,
        screenToSvg(screen.terminal, `chat-tui: ${name}, ${columns} by ${rows}, ${screen.look}`, screen.look),
      );
    }
    await resize(screen, SIZES[2][0], SIZES[2][1]);
  };
  await Promise.all(screens.map(takeOne));
  process.stdout.write(`${name}\n`);
}

const RECORDED = [96, 26] as const;

/** Plays what is told to it, and keeps what is seen meanwhile as one picture that moves. */
async function record(
  screen: Screen,
  play: (
    shown: (seconds: number) => Promise<void>,
    press: (key: string, seconds: number) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const recording = createRecording(screen.look);
  await resize(screen, ...RECORDED);
  const shown = async (seconds: number) => {
    await until(screen, /./);
    recording.take(screen.terminal, seconds);
  };
  await play(shown, async (key, seconds) => {
    screen.pty.write(key);
    // A lone Esc is one only when nothing follows it for a while.
    await pause(key === ESC ? 500 : 50);
    await shown(seconds);
  });
  writeFileSync(
    join(root, 'docs', 'recording.svg'),
    recording.svg('chat-tui: writing, going to a room, reading, searching'),
  );
  await resize(screen, SIZES[2][0], SIZES[2][1]);
  process.stdout.write('recording\n');
}

const ESC = '\u001B';
const goTo = (room: string): string[] => ['\u0007', room, '\r'];
const server = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data', join(folder, 'data')], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
const opened: Screen[] = [];
try {
  mkdirSync(target, {recursive: true});
  const url = await new Promise<string>(resolve => {
    let text = '';
    server.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = /ready at (http:\/\/\S+)/.exec(text);
      if (match) resolve(match[1]!);
    });
  });
  const start = LOOKS.map(look => open(`new-${look}`, '', look));
  opened.push(...start);
  await take(start, 'first-start', [], /\w+/);
  for (const {pty} of start) pty.kill('SIGTERM');

  for (const name of ['ada', 'grace', 'linus']) {
    const owns = name === 'ada' ? ['--owner-code-file', join(folder, 'data', 'owner-code')] : [];
    const args = ['register', '--user', name, '--password-stdin', '--store', 'file', ...owns];
    await verb(name, url, args, `${password}\n`);
  }
  // One after the other: each has the terminal's background from its own environment.
  const screens = LOOKS.map(look => open('ada', url, look));
  opened.push(...screens);
  for (const screen of screens) await until(screen, /● .*online/);
  await take(screens, 'empty-lobby', [], /● .*online/);

  for (const room of ['#deploy', '#code', '#tokyo']) {
    await verb('ada', url, ['create', room]);
    for (const name of ['grace', 'linus']) await verb(name, url, ['join', room]);
  }
  await verb('ada', url, ['topic', '#deploy', 'Release 0.1 ships on Friday']);
  const say = (name: string, room: string, text: string) => verb(name, url, ['send', room, text]);
  await say('grace', '#lobby', 'Good morning ☀️');
  await say('linus', '#lobby', '@ada lunch at twelve?');
  await say('linus', '@ada', 'Did you see the trace I sent?');
  await say('grace', '#deploy', 'Staging is green: 12 ms p99, no error in six hours.');
  await say('grace', '#deploy', 'The graphs are at https://graphs.example.org/d/staging');
  await say('ada', '#deploy', 'Then we go. Who watches the graphs?');
  await say('linus', '#deploy', 'I do. **Not before ten**, please: the backup runs until then.');
  await say(
    'grace',
    '#deploy',
    '@ada the notes are in docs/release.md. What is missing: what changed for operators, how to go back, ' +
      'and whom to call. I can write the first two.',
  );
  await say('ada', '#deploy', 'I take the third 👍');
  await say('linus', '#code', 'This is what hangs:');
  await say(
    'linus',
    '#code',
    '```ts\nexport function retry<T>(work: () => Promise<T>, times = 3): Promise<T> {\n' +
      '  // The last error is the one that is told.\n  return work().catch(error => {\n' +
      '    if (times === 0) throw error;\n    return retry(work, times - 1);\n  });\n}\n```',
  );
  await say(
    'grace',
    '#code',
    '> if (times === 0) throw error;\nThat is *one too many*: `times` is 3, so it tries **four** times.',
  );
  await say('ada', '#code', '- keep `times`\n- count from 1\n- a test for the last one');
  await say(
    'grace',
    '#tokyo',
    '明日の会議は午後三時に変更になりました。資料は共有フォルダに入れておきましたので、事前に目を通しておいてください。よろしくお願いします。',
  );
  await say('linus', '#tokyo', '확인했습니다. 자료는 오늘 저녁까지 검토하겠습니다 🙇‍♂️');
  await say('ada', '#tokyo', '好的，没问题！👩‍💻👨‍👩‍👧‍👦 🇯🇵🇰🇷🇨🇳 ✈️ 🎉🎉🎉 עברית עם English ו־العربية');
  mkdirSync(join(folder, 'files'));
  const build = join(folder, 'files', 'chat-tui-0.1.0.tgz');
  writeFileSync(build, randomBytes(900_000));

  await record(screens[0]!, async (shown, press) => {
    await shown(1.5);
    for (const key of 'Morning! Who looks at @gr') await press(key, 0.06);
    await shown(0.8);
    await press('\t', 0.4);
    for (const key of '’s notes?') await press(key, 0.06);
    await press('\r', 1.2);
    await press('\u0007', 0.8);
    for (const key of 'dep') await press(key, 0.25);
    await press('\r', 1.5);
    await say('linus', '#deploy', 'All green here, ship it 🚀');
    await shown(1.6);
    await press('\u0013', 0.5);
    await press('\u001B[A', 0.6);
    await press(ESC, 0.6);
    await press('\u0006', 0.6);
    for (const key of 'graphs') await press(key, 0.12);
    await press('\r', 2);
    await press(ESC, 1);
  });
  await take(screens, 'busy-room', goTo('deploy'), /I take the third/);
  await take(screens, 'search', ['\u0006', 'graphs', '\r'], /Search/);
  await take(screens, 'inbox', [ESC, `${ESC}i`], /Inbox/);
  await take(screens, 'thread', [ESC, '\u0013', '\u001B[A', '\u001B[A', 't'], /thread/);
  await take(screens, 'code', [ESC, ...goTo('code')], /count from 1/);
  await take(screens, 'wide-letters', goTo('tokyo'), /午後/);
  await verb('linus', url, ['send', '#deploy', '--file', build]);
  await take(screens, 'offer', goTo('deploy'), /chat-tui-0\.1\.0\.tgz/);
  await take(screens, 'transfers', ['/get 1\r', '\u001BOS'], /Files/);
  await take(screens, 'help', [ESC, '\u001BOP'], /Commands of here/);
  for (const {pty} of screens) pty.write(ESC);
  server.kill('SIGKILL');
  await take(screens, 'offline', [], /▲ no connection/);
  copyFileSync(join(target, 'busy-room-120x40-dark.svg'), join(root, 'docs', 'screenshot.svg'));
} finally {
  for (const {pty} of opened) pty.kill('SIGTERM');
  server.kill('SIGTERM');
  rmSync(folder, {recursive: true, force: true, maxRetries: 5});
}
