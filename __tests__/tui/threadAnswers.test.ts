/** Answers in a thread on the screen: where they are said and what is quoted above them; and what no thread takes. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {member, temporaryFolder} from '../client/support/member.ts';
import {ctrl, ENTER, ESC, pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

const SIZE = {columns: 100, rows: 30};

test('an answer to a message of a thread is said in it, and its room shows both of what it is about', async () => {
  const here = await world();
  const [alice, bob] = [await member(here.url, 'alice'), await member(here.url, 'bob')];
  const [hers, his] = [await pilot(alice.client, SIZE), await pilot(bob.client, SIZE)];
  await his.press('where do we eat?', ENTER);
  await hers.until('where do we eat?');
  await his.press('bring an umbrella', ENTER);
  await hers.until('bring an umbrella');
  const root = alice.room().room.lastSeq - 1;
  await his.press(`/thread #lobby/${root} at the corner`, ENTER);
  await hers.until('⤷ thread: where do we eat?');
  await hers.press(`/thread #lobby/${root}`, ENTER);
  await hers.until('the thread begins');
  await hers.until('at the corner');
  await hers.press(ctrl('s'), 'r');
  await hers.until('> /reply #lobby/');
  await hers.press('agreed', ENTER);
  await hers.until(/↪ bob: at the corner[^]*agreed/);
  await his.until(/⤷ thread: where do we eat\?[^]*↪ bob: at the corner[^]*agreed/);
  const {entries} = await bob.client.request('threadList', {roomId: 1, seq: root, limit: 10});
  expect(entries).toMatchObject([{text: 'at the corner'}, {text: 'agreed', replyTo: {sender: 'bob'}}]);
  // What stands in the room beside the thread is quoted as well.
  await hers.press(`/reply #lobby/${root + 1} I have one`, ENTER);
  await hers.until(/↪ bob: bring an umbrella[^]*I have one/);
  await his.until(/⤷ thread: where do we eat\?[^]*↪ bob: bring an umbrella[^]*I have one/);
});

test('what is quoted in a thread comes from the server where it is not here', async () => {
  const here = await world();
  const bob = await here.person('bob');
  const {seq: root} = await here.say(bob, 1, 'where do we eat?');
  const {seq: beside} = await here.say(bob, 1, 'bring an umbrella');
  const about = {roomId: 1, clientMsgId: here.newId(), kind: 'message' as const, threadOf: root, replyTo: beside};
  await bob.request('messageSend', {...about, text: 'in the rain'});
  for (let at = 0; at < 250; at++) await here.say(bob, 1, `line ${at}`);
  const {client} = await member(here.url, 'alice');
  const alice = await pilot(client, SIZE);
  await alice.until('line 249');
  expect(client.getState().roomById[1]?.entries[0]?.seq).toBeGreaterThan(beside);
  await alice.press(`/thread #lobby/${root}`, ENTER);
  await alice.until(/where do we eat\?[^]*↪ bob: bring an umbrella[^]*in the rain/);
});

test('an action stays in the input line, and a file says that it goes to the room', async () => {
  const here = await world();
  const bob = await here.person('bob');
  const {seq: root} = await here.say(bob, 1, 'where do we eat?');
  const alice = await member(here.url, 'alice');
  const screen = await pilot(alice.client, SIZE);
  await screen.until('where do we eat?');
  await screen.press(`/thread #lobby/${root}`, ENTER);
  await screen.until('the thread begins');
  await screen.press('/me nods', ENTER);
  await screen.until('There is no /me in a thread.');
  expect(screen.screen().at(-1)).toBe('#lobby ⤷ > /me nods');
  await screen.press(ctrl('c'));
  const path = join(await temporaryFolder(), 'menu.txt');
  writeFileSync(path, 'soup');
  await screen.paste(path);
  await screen.press(ENTER);
  await screen.until('as files: menu.txt (in the room: a thread holds no files)');
  await screen.press('1');
  await screen.until('A thread holds no files: they are offered in the room.');
  await screen.press(ESC);
  await screen.until(/alice ▼ menu.txt/);
});
