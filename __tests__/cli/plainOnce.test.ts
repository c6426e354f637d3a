/** The plain mode says each thing once, and the words of others as they are. */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {
  account,
  cleanUp,
  jsonLinesOf,
  person,
  serve,
  temporaryFolder,
  type Person,
  type ServerProcess,
} from '../support/program.ts';
import {plain} from '../support/screen/plainMode.ts';

let server: ServerProcess;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await serve(person());
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
});
afterAll(cleanUp);

const run = async (who: Person, ...args: string[]) => expect(await who.call(args)).toMatchObject({code: 0});

/** Ends it, and gives all that was printed. */
const allOf = async ({program}: Awaited<ReturnType<typeof plain>>): Promise<string> => {
  const {stdout, stderr} = await program.stop();
  expect(stderr).toBe('');
  return stdout;
};

test('a topic that looks like a mark, or is called like a part of every object, is a topic', async () => {
  await run(alice, 'create', '#marked');
  await run(alice, 'topic', '#marked', '+');
  await run(alice, 'create', '#called');
  await run(alice, 'topic', '#called', 'constructor');
  await run(alice, 'create', '#wanted', '--private');
  const one = await plain(bob);
  await run(alice, 'invite', '#wanted', '@bob');
  await one.reads(/invites you to #wanted/);
  one.type('/list');
  expect(await one.reads(/\d\. #marked[^\n]*\n/)).toMatch(/^\d\. #marked, 1 member, \+\n$/);
  one.type('/list');
  expect(await one.reads(/\d\. #called[^\n]*\n/)).toMatch(/^\d\. #called, 1 member, constructor\n$/);
  one.type('/list');
  expect(await one.reads(/\d\. #wanted[^\n]*\n/)).toContain('you are invited');
  await one.program.stop();
});

test('an invitation, and a message that is refused', async () => {
  const one = await plain(bob);
  await run(alice, 'create', '#club', '--private');
  await run(alice, 'invite', '#club', '@bob');
  await one.reads(/invites you to #club/);
  await run(alice, 'admin', 'mute', '@bob', 'Cool down');
  await one.reads(/Problem: [^\n]*\n/);
  one.type('what nobody gets');
  await one.reads(/Not sent/);
  await run(alice, 'admin', 'unmute', '@bob');
  await one.reads(/You may write again\./);
  one.type('/discard');
  const said = await allOf(one);
  expect(said.match(/invites you to #club/g)).toHaveLength(1);
  expect(said.match(/Not sent/g)).toHaveLength(1);
});

test('a file that has come, and one that could not be sent', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'plan.txt');
  writeFileSync(path, 'plan '.repeat(300_000));
  const relayed = {CHAT_TUI_ROUTE: 'relay'};
  const one = await plain(person(alice.home, {...relayed, CHAT_TUI_LIMIT: '400k'}));
  const other = await plain(person(bob.home, {...relayed, CHAT_TUI_DOWNLOADS: temporaryFolder()}));
  one.type(`/send ${path} @bob`);
  await other.reads(/alice offers plan\.txt/);
  other.type('/accept all');
  await other.reads(/plan\.txt: fetched, [^\n]*\n/);
  const changing = join(folder, 'draft.txt');
  writeFileSync(changing, 'draft '.repeat(200_000));
  one.type(`/send ${changing} #lobby`);
  await one.reads(/draft\.txt: 25 percent\.\n/);
  writeFileSync(changing, 'another one');
  await one.reads(/draft\.txt: failed\. [^\n]*\n/);
  const [sent, got] = [await allOf(one), await allOf(other)];
  expect(got.match(/plan\.txt: fetched|plan\.txt is here/g)).toHaveLength(1);
  expect(sent.match(/draft\.txt changed while it was being sent/g)).toHaveLength(1);
});

test('a file that is offered directly', async () => {
  const path = join(temporaryFolder(), 'map.bin');
  writeFileSync(path, 'a map');
  const [ann, ben] = [await account(server, 'ann'), await account(server, 'ben')];
  const one = await plain(ann);
  const other = await plain(person(ben.home, {CHAT_TUI_DOWNLOADS: temporaryFolder()}));
  other.type('/direct @ann');
  await one.reads(/@ben wants to talk directly/);
  one.type('/direct @ben');
  await one.reads(/You are in =ben/);
  one.type(`/send ${path}`);
  await other.reads(/ann offers map\.bin \(5 B\)\. \/accept \d+ takes it[^\n]*\n/);
  other.type('/accept');
  await other.reads(/map\.bin: fetched, [^\n]*\n/);
  const got = await allOf(other);
  await one.program.stop();
  expect(got.match(/offers map\.bin/g)).toHaveLength(1);
  expect(got.match(/map\.bin: fetched|map\.bin is here/g)).toHaveLength(1);
});

test('a server that stops', async () => {
  const own = await serve(person());
  const one = await plain(await account(own, 'dora'));
  await own.stop();
  await one.reads(/No connection [^\n]*\n/);
  one.type('');
  await one.reads(/You are in #lobby\./);
  expect((await allOf(one)).match(/The server is closing/g)).toHaveLength(1);
});

test('what somebody says who is blocked is not printed at a place that is gone to, nor in a thread', async () => {
  const [owner, carol, mallory] = [
    await account(server, 'olive'),
    await account(server, 'carol'),
    await account(server, 'mallory'),
  ];
  await run(owner, 'create', '#yard');
  for (const who of [carol, mallory]) await run(who, 'join', '#yard');
  await run(owner, 'send', '#yard', 'a root');
  await run(mallory, 'send', '#yard', 'an insult');
  const {stdout} = await owner.call(['tail', '#yard', '-n', '2', '--json']);
  const [{seq: root} = {seq: 0}] = jsonLinesOf<{seq: number}>(stdout);
  await run(mallory, 'reply', `#yard/${root}`, '--thread', 'another insult');
  await run(owner, 'reply', `#yard/${root}`, '--thread', 'an answer');
  await run(carol, 'send', '#yard', 'a thanks');

  const one = await plain(carol);
  one.type('/block @mallory');
  one.type('/join #yard');
  await one.reads(/You are in #yard[^]*a thanks\n/);
  one.type(`/goto ${root + 1}`);
  const around = await one.reads(/#yard, entries \d+ to \d+:\n[^]*?a thanks\n/);
  expect(around).toContain('a root');
  one.type(`/goto #yard/${root}`);
  expect(await one.reads(/Here: [^\n]*a root\n[^]*?a thanks\n/)).not.toContain('insult');
  one.type('/thread 3');
  expect(await one.reads(/The thread, [^]*?an answer\n/)).toMatch(/^The thread, 2 messages\./);
  expect(await allOf(one)).not.toMatch(/insult|Problem/);
});
