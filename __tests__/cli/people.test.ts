/** People from the shell: friends, and who is blocked. */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {account, cleanUp, jsonLinesOf, person, type Person, serve, type ServerProcess} from '../support/program.ts';

let server: ServerProcess;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person());
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
});
afterAll(cleanUp);

test('friends are asked, accepted, listed and removed', async () => {
  expect(await alice.call(['friend'])).toMatchObject({code: 0, stdout: ''});
  expect(await alice.call(['friend', 'add', 'bob'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '@bob is asked to be your friend.\n',
  });
  expect((await bob.call(['friend'])).stdout).toMatch(/^@alice +wants to be your friend$/m);
  const accepted = await bob.call(['friend', 'accept', '@alice', '--json']);
  expect(jsonLinesOf(accepted.stdout)).toMatchObject([{name: 'alice', contact: 'friend', sinceMs: expect.any(Number)}]);
  const listed = jsonLinesOf((await alice.call(['friend', 'list', '--json'])).stdout);
  expect(listed).toMatchObject([{name: 'bob', contact: 'friend', state: 'offline'}]);
  expect((await alice.call(['friend', 'remove', '@bob'])).stderr).toBe('@bob is not in your list any more.\n');
  expect(await alice.call(['friend', 'accept', '@bob'])).toMatchObject({
    code: 4,
    stderr: 'bob has not asked to be your friend. Use chat-tui friend add bob to ask.\n',
  });
  expect((await alice.call(['friend', 'poke', '@bob'])).code).toBe(2);
});

test('somebody is blocked, and no more', async () => {
  await alice.call(['friend', 'block', '@bob']);
  expect((await bob.call(['send', '@alice', 'hello'])).code).toBe(0);
  expect(await alice.call(['unread'])).toMatchObject({stdout: ''});
  expect((await alice.call(['friend'])).stdout).toMatch(/^@bob +blocked$/m);
  await alice.call(['friend', 'unblock', '@bob']);
  await bob.call(['send', '@alice', 'hello again']);
  expect((await alice.call(['unread'])).stdout).toMatch(/^@bob +1 unread$/m);
});
