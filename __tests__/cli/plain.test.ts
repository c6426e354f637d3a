/**
 * The plain mode: the stories of the full screen, as lines of text. Talking, answering, changing, finding (`tui/stories`); rooms,
 * people and what waits elsewhere (`e2e/rooms`, `e2e/people`); files with their progress (`e2e/files`); encryption and its
 * passphrase (`e2e/encrypted`, `tui/passwordForm`); the first start (`e2e/start`); a server that goes and comes back
 * (`e2e/killed`); hostile text (`hostile/pty`); the terminals that get it by themselves (`e2e/terminals`).
 */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {
  account,
  BIN,
  cleanUp,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type Person,
  type ServerProcess,
} from '../support/program.ts';
import {plain} from '../support/screen/plainMode.ts';
import {terminal} from '../support/screen/terminal.ts';

let server: ServerProcess;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person());
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
});
afterAll(cleanUp);

test('two people talk, answer, change, take back, and find it again', async () => {
  const one = await plain(alice);
  const other = await plain(bob);
  one.type('hello @bob, the pump is brokn');
  await other.reads(/\d\d:\d\d alice: hello @bob, the pump is brokn\n/);
  await one.reads(/Sent: \d\d:\d\d alice: hello @bob/);
  one.type('s/brokn/broken/');
  await other.reads(/alice edited \d+: hello @bob, the pump is broken\n/);
  other.type('/reply 1 on my way');
  await one.reads(/bob answers alice: on my way\n/);
  other.type('/react 1 👍');
  await one.reads(/bob gives 👍/u);
  other.type('/thread 2');
  await other.reads(/The thread, \d messages/);
  other.type('in the thread');
  await one.reads(/bob in the thread of \d+: in the thread\n/);
  // Counted by its number once the server has it.
  await other.reads(/Sent: .*: in the thread\n/);
  other.type('/reply 2 that one');
  await one.reads(/bob answers alice in the thread of \d+: that one\n/);
  other.type('.');
  await other.reads(/You have left the thread\./);
  one.type('/search pump');
  await one.reads(/Found:\n1\. /);
  one.type('1');
  await one.reads(/Here: .*the pump is broken\n/);
  other.type('/inbox');
  await other.reads(/Inbox:\n1\. .*#lobby, alice mentions you, hello @bob/);
  other.type('/delete 1');
  await one.reads(/bob deleted \d+\n|a message of bob was deleted/);
  one.type('/edit 99 x');
  await one.reads(/Problem: /);
  for (const each of [one, other]) {
    each.type('/quit');
    expect((await each.program.ended).code).toBe(0);
    expect(each.program.stderr()).toBe('');
  }
});

test('what comes elsewhere is told where it is meant for one, and led to', async () => {
  const one = await plain(alice);
  const other = await plain(bob);
  other.type('/create garden');
  await other.reads(/You are in #garden, 1 member\./);
  one.type('/join #garden');
  await one.reads(/You are in #garden, 2 members/);
  other.type('/msg @alice psst');
  await one.reads(/^@bob \d\d:\d\d bob: psst\n/m);
  one.type('');
  await one.reads(/You are in #garden\.\nUnread: @bob 1\. Mentions: 0, direct messages: 1\. \/next goes there\.\n/);
  one.type('/next');
  await one.reads(/You are in @bob, 1 unread\.[^]*bob: psst\n/);
  one.type('/list');
  await one.reads(/1\. #garden, yours, 2 members?/);
  one.type('2');
  await one.reads(/You are in #lobby/);
  other.type('/join #garden');
  other.type('nobody in person');
  await one.reads(/New in #garden\.\n/);
  one.program.child.stdin?.end();
  expect((await one.program.ended).code).toBe(0);
  await other.program.stop();
});

test('a file is offered, taken and told of in words', async () => {
  const path = join(temporaryFolder(), 'plan.txt');
  // Large enough to be asked about.
  writeFileSync(path, 'plan '.repeat(300_000));
  const downloads = temporaryFolder();
  const one = await plain(alice);
  const other = await plain(person(bob.home, {CHAT_TUI_DOWNLOADS: downloads}));
  one.type(`/send ${path} @bob`);
  one.type(`/msg @bob`);
  one.type(`/send ${path}`);
  await one.reads(/Share your network address with @bob[^\n]*Yes or no\.\n/);
  one.type('no');
  await other.reads(/alice offers plan\.txt \(.*\)\. \/accept \d+ takes it/);
  other.type('/accept all');
  await other.reads(/plan\.txt: fetched, .*plan\.txt\./);
  await one.reads(/plan\.txt: sent\./);
  expect(readFileSync(join(downloads, 'plan.txt'), 'utf8')).toBe('plan '.repeat(300_000));
  await one.program.stop();
  await other.program.stop();
});

test('an encrypted conversation is told of, a file goes with progress in words, keys get a passphrase', async () => {
  const [ann, ben] = [await account(server, 'ann'), await account(server, 'ben')];
  const path = join(temporaryFolder(), 'drawing.bin');
  writeFileSync(path, Buffer.alloc(450_000, 'a drawing '));
  const downloads = temporaryFolder();
  const one = await plain(person(ann.home, {CHAT_TUI_LIMIT: '400k', CHAT_TUI_ROUTE: 'relay'}));
  const other = await plain(person(ben.home, {CHAT_TUI_DOWNLOADS: downloads, CHAT_TUI_ROUTE: 'relay'}));
  one.type('/msg @ben first words');
  await one.reads(/Sent: \d\d:\d\d ann: first words/);
  one.type('/encryption');
  await one.reads(/encrypted/);
  one.type(`/send ${path}`);
  await one.reads(/drawing\.bin: 25 percent\.\n[^]*drawing\.bin: (?:50|75) percent\.\n/);
  await other.reads(/ann offers drawing\.bin/);
  other.type('/accept all');
  await other.reads(/drawing\.bin: fetched/);
  expect(readFileSync(join(downloads, 'drawing.bin')).equals(readFileSync(path))).toBe(true);

  // Asked for line by line; a slip changes nothing.
  one.type('/encryption passphrase');
  one.type('seven quiet words here');
  one.type('seven quiet words there');
  await one.reads(/Problem: The two passphrases are not the same/);
  // Nothing that asks for it would take an empty one.
  one.type('/encryption passphrase');
  one.type('');
  one.type('');
  await one.reads(/Problem: A passphrase has at least 8 characters/);
  one.type('/encryption passphrase');
  one.type('seven quiet words here');
  one.type('seven quiet words here');
  await one.reads(/From the next start on your keys ask for this passphrase/);
  one.type('/encryption passphrase remove');
  one.type('something else entirely');
  await one.reads(/Problem: [^\n]*passphrase/);
  one.type('/encryption passphrase remove');
  one.type('seven quiet words here');
  await one.reads(/The key of your keys lies in .* again, without a passphrase/);
  expect(one.program.stdout()).not.toContain('quiet words');
  await one.program.stop();
  await other.program.stop();
});

test('hosting here uses one folder, also where it is named from the working folder', async () => {
  const cwd = temporaryFolder();
  const stdin = [
    '',
    'dora',
    'words that are long',
    'words that are long',
    'words that are long',
    'yes',
    '/whoami',
    '/quit',
  ];
  const ran = await person(undefined, {CHAT_TUI_HOME: 'mine'}).run(['--plain'], {cwd, stdin: `${stdin.join('\n')}\n`});
  expect(ran.stdout).toContain('This is the server');
  const record = JSON.parse(readFileSync(join(cwd, 'mine/server/server.json'), 'utf8')) as {pid: number};
  process.kill(record.pid);
});

test('foreign text brings no control character and no line of its own', async () => {
  const one = await plain(alice);
  const text = 'a\u001B[2Jb\u0007\u202Ec\n12:00 bob: forged\r\nd';
  expect((await bob.call(['send', '#lobby', '-'], {stdin: text})).code).toBe(0);
  await one.reads(/bob: a/);
  await one.reads(/\n    d\n/);
  // eslint-disable-next-line no-control-regex
  expect(one.program.stdout()).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
  expect(one.program.stdout()).not.toMatch(/^12:00 bob: forged/m);
  await one.program.stop();
});

test('somebody new comes in line by line, and a pipe is enough for it', async () => {
  const carol = person();
  const lines = ['no', 'carol', 'words that are long', 'words that are wrong', 'no', 'carol'];
  const secrets = ['words that are long', 'words that are long', 'yes'];
  const stdin = [...lines, ...secrets, 'hello from a pipe'].map(line => `${line}\n`).join('');
  const ran = await carol.run(['--plain', '--server', server.url], {stdin});
  expect(ran).toMatchObject({code: 0, stderr: ''});
  expect(ran.stdout).toContain('Problem: The two passwords are not the same.');
  expect(ran.stdout).toMatch(/You are logged in as carol\.[^]*Sent: \d\d:\d\d carol: hello from a pipe\n/);
  expect(ran.stdout).not.toContain('words that');
  expect((await alice.call(['tail', '#lobby', '-n', '1'])).stdout).toContain('<carol> hello from a pipe');
  // The login is kept: the next time nothing is asked.
  const again = await carol.run(['--plain'], {stdin: '/logout\n'});
  expect(again.stdout).toMatch(/^Plain mode[^]*You are logged out\.\nThis is the server/);
});

test('without a server it is said, what is typed waits, and goes out by itself', async () => {
  const host = person();
  const own = await serve(host);
  const dora = await account(own, 'dora');
  const one = await plain(dora);
  await own.stop('SIGKILL');
  await one.reads(/No connection \(.*\) It is tried again\.\n/);
  one.type('written meanwhile');
  one.type('/quit');
  await one.reads(/Not sent yet: 1 message, [^\n]*Quit\?/);
  one.type('no');
  await one.reads(/Going on\./);
  const back = await serve(host, ['--port', new URL(own.url).port]);
  await one.reads(/Connected again\.\n/);
  await one.reads(/Sent: \d\d:\d\d dora: written meanwhile\n/);
  expect(one.program.stderr()).toBe('');
  await one.program.stop();
  await back.stop();
});

test.each([
  ['a terminal that cannot move the cursor', {TERM: 'dumb'}],
  ['a screen reader', {INK_SCREEN_READER: 'true'}],
  ['a setting', {CHAT_TUI_PLAIN: 'on'}],
])('%s brings it by itself, and nothing but text is written', async (_title, env) => {
  const command: [string, ...string[]] = ['bash', '-c', `TERM=\${KIND:-$TERM} exec ${process.execPath} ${BIN}`];
  const {TERM: kind = ''} = env as {TERM?: string};
  const one = terminal({env: {...alice.env, ...env, KIND: kind}, command});
  await one.waitFor(() => /You are in #lobby/.test(one.raw()));
  one.press('typed at a terminal\r');
  await one.waitFor(() => /Sent \d\d:\d\d\./.test(one.raw()));
  expect(one.raw()).not.toContain('\u001B');
  one.press('\u0004');
  expect((await one.exit).code).toBe(0);
});

test('a login that ends at a question without echo leaves the next questions to the next login', async () => {
  const erin = await account(server, 'erin');
  const one = terminal({env: erin.env, args: ['--plain']});
  await one.waitFor(() => /You are in #lobby[^]*erin joined/.test(one.raw()));
  one.press('/passwd\r');
  await one.waitFor(() => one.raw().includes('Old password:'));
  expect(one.raw().match(/erin joined/g)).toHaveLength(1);
  const elsewhere = person();
  const login = ['login', '--server', server.url, '--user', 'erin', '--store', 'file', '--password-stdin'];
  expect(await elsewhere.call(login, {stdin: passwordOf('erin')})).toMatchObject({code: 0});
  const changed = `${passwordOf('erin')}\nanother one that is long\n`;
  expect(await elsewhere.call(['passwd', '--password-stdin'], {stdin: changed})).toMatchObject({code: 0});
  await one.waitFor(() => /Do you have an account there\?/.test(one.raw()));
  one.press('yes\r');
  await one.waitFor(() => /Login name/.test(one.raw()));
  one.press('erin\r');
  await one.waitFor(() => /Password:/.test(one.raw().replace('Old password:', '')));
  one.press('another one that is long\r');
  await one.waitFor(() => /Keep the login in a file/.test(one.raw()));
  one.press('yes\r');
  await one.waitFor(() => /You are logged in as erin/.test(one.raw()));
  one.press('said after it\r');
  await one.waitFor(() => /Sent \d\d:\d\d\./.test(one.raw()));
  expect((await bob.call(['tail', '#lobby', '-n', '1'])).stdout).toContain('<erin> said after it');
  expect(one.raw().match(/Problem:|You were logged out/g)).toEqual(['You were logged out']);
  one.press('/quit\r');
  expect((await one.exit).code).toBe(0);
});
