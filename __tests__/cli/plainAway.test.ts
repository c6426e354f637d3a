/** The plain mode where the connection comes later than the program. */
import {afterAll, expect, test} from '@jest/globals';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {openFaultProxy} from '../support/machine/faultProxy.ts';
import {plain} from '../support/screen/plainMode.ts';
import {account, cleanUp, onCleanUp, person, serve, temporaryFolder} from '../support/program.ts';

afterAll(cleanUp);

test('what was written before the connection was there comes behind what this machine keeps', async () => {
  const own = await serve(person());
  const proxy = await openFaultProxy(Number(new URL(own.url).port));
  onCleanUp(() => proxy.close());
  const dora = await account({url: proxy.url}, 'dora');
  const eve = await account(own, 'eve');
  const say = async (...lines: string[]) =>
    expect((await eve.call(['send', '#lobby', '--lines'], {stdin: lines.join('\n')})).code).toBe(0);
  await say('kept words');
  const before = await plain(dora);
  await before.reads(/eve: kept words\n/);
  before.type('/quit');
  await before.program.ended;

  const away = async () => {
    proxy.refuse(true);
    const one = await plain(dora);
    await one.reads(/eve: kept words\n/);
    return one;
  };
  const one = await away();
  await say('said meanwhile');
  proxy.refuse(false);
  await one.reads(/eve: said meanwhile\n/);
  await say('said later');
  await one.reads(/eve: said later\n/);
  expect(one.program.stdout().match(/eve: .*\n/g)).toEqual([
    'eve: kept words\n',
    'eve: said meanwhile\n',
    'eve: said later\n',
  ]);
  one.type('/quit');
  await one.program.ended;

  const other = await away();
  await say(...Array.from({length: 60}, (_, at) => `line ${at}`));
  proxy.refuse(false);
  expect(await other.reads(/\n[^\n]* left out: \/goto first shows where they begin\.\n/)).toContain('10 older ones');
  await other.reads(/eve: line 59\n/);
  expect(other.program.stdout().match(/eve: line \d+\n/g)).toHaveLength(50);
  expect([one, other].map(({program}) => program.stderr())).toEqual(['', '']);
  await other.program.stop();
});

test('what a room has is printed also where the answer was lost with the connection', async () => {
  const own = await serve(person());
  const proxy = await openFaultProxy(Number(new URL(own.url).port));
  onCleanUp(() => proxy.close());
  const dora = await account({url: proxy.url}, 'dora');
  const eve = await account(own, 'eve');
  const run = async (who: typeof eve, ...args: string[]) => expect((await who.call(args)).code).toBe(0);
  await run(eve, 'create', '#dev');
  await run(dora, 'join', '#dev');
  const one = await plain(dora);
  await run(eve, 'send', '#dev', 'said in there');
  await one.reads(/New in #dev\.\n/);
  proxy.setWeather('down', {isHeld: true});
  one.type('/next');
  await one.reads(/You are in #dev[^\n]*\n/);
  proxy.resetAll();
  await one.reads(/No connection [^\n]*\n/);
  await run(eve, 'send', '#dev', 'said meanwhile');
  proxy.heal();
  await one.reads(/eve: said meanwhile\n/);
  await run(eve, 'send', '#dev', 'said later');
  await one.reads(/eve: said later\n/);
  const said = ['eve: said in there\n', 'eve: said meanwhile\n', 'eve: said later\n'];
  expect(one.program.stdout().match(/eve: .*\n/g)).toEqual(said);
  expect(one.program.stderr()).toBe('');
  await one.program.stop();
});

test('a script that writes and quits at once is done when all of it has arrived, and leaves nothing open', async () => {
  const own = await serve(person());
  const dora = await account(own, 'dora');
  const words = Array.from({length: 20}, (_, at) => `line ${at}`);
  const done = await dora.run(['--plain'], {stdin: `${words.join('\n')}\n/quit\n`});
  expect([done.code, done.stderr]).toEqual([0, '']);
  expect(done.stdout).not.toMatch(/Not sent|Interrupted/);
  const {stdout} = await dora.call(['tail', '#lobby', '-n', '20']);
  expect(stdout.match(/line \d+/g)).toEqual(words);
  const files = readdirSync(dora.home, {recursive: true, encoding: 'utf8'});
  expect(files.filter(name => /\.lock$|-wal$/.test(name))).toEqual([]);
});

test('a script whose server does not answer is told what is kept, and sent with the next start', async () => {
  const own = await serve(person());
  const proxy = await openFaultProxy(Number(new URL(own.url).port));
  onCleanUp(() => proxy.close());
  const dora = await account({url: proxy.url}, 'dora');
  const before = await dora.run(['--plain'], {stdin: '/quit\n'});
  expect(before.code).toBe(0);
  proxy.refuse(true);
  const away = await dora.run(['--plain'], {stdin: 'kept words\n/quit\n'});
  expect(away.stdout).toMatch(/Not sent yet: 1 message, [^\n]*\nNot sent: 1 message, kept for the next start\.\n$/);
  expect(away.code).not.toBe(0);
  proxy.refuse(false);
  const next = await dora.run(['--plain'], {stdin: '/quit\n'});
  expect(next.code).toBe(0);
  const {stdout} = await dora.call(['tail', '#lobby', '-n', '5']);
  expect(stdout).toContain('kept words');
});

const fileOf = (name: string, bytes: number): string => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, Buffer.alloc(bytes, 'a drawing '));
  return path;
};

test('a script that sends a file is done when all of it has arrived', async () => {
  const own = await serve(person());
  const dora = await account(own, 'dora', undefined, {CHAT_TUI_LIMIT: '400k'});
  const done = await dora.run(['--plain'], {stdin: `/send ${fileOf('drawing.bin', 1_000_000)}\n`});
  expect([done.code, done.stderr]).toEqual([0, '']);
  expect(done.stdout).toMatch(/drawing\.bin: sent\.\n$/);
  const {stdout} = await dora.call(['files', '#lobby']);
  expect(stdout).toContain('drawing.bin');
  expect(stdout).not.toContain('uploading');
});

test('a file that is on the way is asked about at the end, and goes on with the next start', async () => {
  const own = await serve(person());
  const dora = await account(own, 'dora', undefined, {CHAT_TUI_LIMIT: '100k'});
  const one = await plain(dora);
  one.type(`/send ${fileOf('drawing.bin', 1_000_000)}`);
  await one.reads(/drawing\.bin: being sent[^\n]*\n/);
  one.type('/quit');
  await one.reads(/Not sent yet: 1 file, kept for the next start\. Quit\? Yes or no\.\n/);
  one.type('yes');
  expect((await one.program.ended).code).toBe(0);
  const next = await plain(person(dora.home, {...dora.env, CHAT_TUI_LIMIT: '100M'}));
  await next.reads(/drawing\.bin: sent\.\n/);
  expect(next.program.stderr()).toBe('');
  await next.program.stop();
});

test('a script whose server does not answer is told of the file that is kept', async () => {
  const own = await serve(person());
  const proxy = await openFaultProxy(Number(new URL(own.url).port));
  onCleanUp(() => proxy.close());
  const dora = await account({url: proxy.url}, 'dora');
  expect((await dora.run(['--plain'], {stdin: '/quit\n'})).code).toBe(0);
  proxy.refuse(true);
  const stdin = `kept words\n/send ${fileOf('drawing.bin', 1_000)}\n`;
  const away = await dora.run(['--plain'], {stdin});
  expect(away.stdout).toMatch(/Not sent: 1 message, 1 file, kept for the next start\.\n$/);
  expect(away.code).not.toBe(0);
});

test('a script whose file is refused is told that it is not sent, at the end of its input and by /quit', async () => {
  const own = await serve(person());
  const owner = await account(own, 'ann');
  const dora = await account(own, 'dora');
  expect(await owner.call(['admin', 'mute', '@dora', 'Cool down'])).toMatchObject({code: 0});
  const path = fileOf('drawing.bin', 1_000);
  for (const stdin of [`/send ${path}\n`, `/send ${path}\n/quit\n`]) {
    const refused = await dora.run(['--plain'], {stdin});
    expect(refused.stdout).toMatch(/drawing\.bin: failed\.[^]*Not sent: 1 file, kept for the next start\.\n$/);
    expect(refused.code).toBe(3);
  }
  // What an earlier one has left is no failure of this one.
  const later = await dora.run(['--plain'], {stdin: '/quit\n'});
  expect([later.code, later.stdout]).toEqual([0, expect.not.stringContaining('Not sent')]);
});
