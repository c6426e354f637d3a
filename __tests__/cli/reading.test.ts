/** Reading from the shell: what waits, what is for oneself, what is read, and links to messages. */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {account, cleanUp, jsonLinesOf, person, type Person, serve, type ServerProcess} from '../support/program.ts';

let server: ServerProcess;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person());
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
  await bob.call(['send', '#lobby', 'all is well']);
  await bob.call(['send', '#lobby', 'hey @alice, \u001B[31mred']);
  await bob.call(['send', '@alice', 'between us']);
});
afterAll(cleanUp);

test('what waits is told apart, in one line of any form', async () => {
  const format = async (text: string) => (await alice.call(['unread', '--format', text])).stdout;
  expect(await format('%m/%n')).toBe('1/3\n');
  expect(await format('@%m %d direct %c more in %r, 100 %%')).toBe('@1 1 direct 1 more in 2, 100 %\n');
  expect(await bob.call(['unread', '--format', '%n'])).toMatchObject({stdout: '0\n'});
  for (const wrong of ['%x', '%', '100%', '%\u001B'])
    expect(await alice.call(['unread', '--format', wrong])).toMatchObject({code: 2, stdout: ''});
});

test('what is for oneself is listed with the link to it, before and after it was read', async () => {
  const {stdout} = await alice.call(['inbox']);
  expect(stdout).toMatch(/^\* +\d\d\S* .*mention +#lobby\/\d+ +@bob +hey @alice/m);
  expect(stdout).not.toContain('\u001B');
  const [line] = jsonLinesOf((await alice.call(['inbox', '--json'])).stdout);
  expect(line).toMatchObject({
    reason: 'mention',
    room: '#lobby',
    sender: 'bob',
    isRead: false,
    link: expect.stringMatching(/^#lobby\/\d+$/),
  });
  expect(jsonLinesOf((await alice.call(['read', '#lobby', '--json'])).stdout)).toMatchObject([
    {room: '#lobby', unread: 0, mentions: 0},
  ]);
  expect(jsonLinesOf((await alice.call(['inbox', '--json'])).stdout)).toMatchObject([{isRead: true}]);
  expect(await alice.call(['inbox', '--unread'])).toMatchObject({code: 0, stdout: ''});
  expect(await alice.call(['inbox', '-n', '0'])).toMatchObject({code: 0, stdout: ''});
  expect(await alice.call(['read', '--all'])).toMatchObject({code: 0, stdout: '@bob is read.\n'});
  expect(await alice.call(['unread', '--format', '%n'])).toMatchObject({stdout: '0\n'});
});

test('what is asked for wrongly changes nothing', async () => {
  expect((await alice.call(['read'])).code).toBe(2);
  expect((await alice.call(['read', '#lobby', '--all'])).code).toBe(2);
  expect(await alice.call(['read', '#nowhere'])).toMatchObject({code: 4});
});

test('a link to a server where one has never been sends nothing there', async () => {
  for (const args of [['chat-tui://203.0.113.9:1/#lobby/1'], ['join', 'chat-tuis://evil.example/#lobby/1']]) {
    const {code, stderr} = await alice.call(args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/leads to \S+, where you have no account on this machine; nothing was sent there/);
  }
  const wrong = await alice.call(['chat-tui://a@evil.example/#lobby/1']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('is no link to a message');
});
