/** Friends and blocked people on the screen, over a real server. */
import {expect, test} from '@jest/globals';
import {submit} from '../../src/client/input/submit.ts';
import {member} from '../client/support/member.ts';
import {alt, DOWN, ENTER, ESC, F3, pilot, UP} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

test('somebody asks, is accepted in the pane, stands on top of it, and is seen going', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  const bob = await member(here.url, 'bob');
  const screen = await pilot(ann.client, {columns: 140, rows: 30});
  await screen.until(/● bob/);
  expect(screen.text()).not.toContain('Friends');
  await submit(bob.client, '/friend add @ann');
  await screen.until(/Friends +0 of 0 online/);
  await screen.until('@bob wants to be your friend. Use /friend accept @bob');
  expect(screen.text()).toMatch(/\? bob asks to be friends[^]*── ?2 of 2 online|People here ─+ 2 of 2 online/);
  await screen.press(F3, UP, ENTER);
  await screen.until('Decline; they are not told');
  await screen.press(ENTER);
  await screen.until(/Friends +1 of 1 online/);
  await bob.sees('a friend', ({contacts}) => contacts.get('ann')?.state === 'friend');
  await submit(bob.client, '/away lunch');
  await screen.until(/◐ bob .*lunch/);
  await bob.client.close();
  await screen.until(/○ bob seen \d\d:\d\d/);
  await screen.until(/Friends +0 of 1 online/);
  await screen.press('/friend', ENTER);
  await screen.until(/@bob +offline +seen \d{4}-/);
});

test('a friend who is not in the room is one key away', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  const bob = await member(here.url, 'bob');
  await submit(ann.client, '/friend add @bob');
  await submit(bob.client, '/friend accept @ann');
  await submit(ann.client, '/create #alone');
  const screen = await pilot(ann.client, {columns: 140, rows: 30});
  await screen.until(/Friends +1 of 1 online/);
  await screen.until(/People here ─+ 1 of 1 online/);
  await screen.press(F3, UP, ENTER);
  await screen.until('@bob not encrypted >');
  expect(screen.screen().at(-1)).toBe('@bob not encrypted >');
});

test('what somebody says who is blocked is not shown and not counted, and is there again afterwards', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  const bob = await member(here.url, 'bob');
  const cid = await member(here.url, 'cid');
  const screen = await pilot(ann.client, {columns: 100, rows: 24});
  await submit(bob.client, 'before');
  await screen.until(/bob │ before/);
  await screen.press('/block @bob', ENTER);
  await screen.until(lines => !lines.join('\n').includes('bob │ before'));
  await submit(ann.client, '/create #other');
  await submit(bob.client, 'hello @ann');
  await submit(cid.client, 'said by cid');
  await ann.sees('one message', () => ann.room().room.lastSeq === 7 && ann.room().room.unread === 1);
  expect(ann.room().room.mentions).toBe(0);
  await submit(ann.client, '/join #lobby');
  await screen.until(/cid │ said by cid/);
  expect(screen.text()).not.toContain('hello @ann');
  await screen.press('/unblock @bob', ENTER);
  await screen.until(/bob ┃ hello @ann/);
});

test('what blocked people have said is not shown where others answer it, and is there again afterwards', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  const bob = await member(here.url, 'bob');
  const cid = await member(here.url, 'cid');
  const screen = await pilot(ann.client, {columns: 100, rows: 30});
  const says = async (text: string, answer: string) => {
    await submit(bob.client, text);
    await cid.sees(text, () => cid.texts().includes(text));
    await submit(cid.client, answer);
  };
  await says('an insult', '/reply never mind');
  await says('one more insult', '/thread we can talk here');
  await screen.until('↪ bob: an insult');
  await screen.until('⤷ thread: one more insult');
  const {seq} = ann.room().entries.find(entry => 'text' in entry && entry.text === 'one more insult')!;
  await submit(ann.client, `/thread #lobby/${seq} so do I`);
  await submit(cid.client, `/thread #lobby/${seq} so do we`);
  await screen.until('so do we');
  await submit(ann.client, `/pin #lobby/${seq}`);
  await screen.until('pinned by ann');
  await screen.press('/block @bob', ENTER);
  await screen.until('↪ bob: (blocked)');
  expect(screen.text()).toContain('⤷ thread: (blocked)');
  await screen.press('/pins', ENTER);
  await screen.until('Nothing is pinned');
  await screen.press(alt('t'));
  await screen.until('Threads you follow');
  expect(screen.text()).not.toContain('insult');
  await screen.press(ESC, '/unblock @bob', ENTER);
  await screen.until('↪ bob: an insult');
  expect(screen.text()).toContain('⤷ thread: one more insult');
  await screen.press(alt('t'));
  await screen.until(/Threads you follow[^]*bob +one more insult/);
});

test('many friends leave half of the pane to the room', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  const names = Array.from({length: 30}, (_, index) => `f${index}`);
  for (const name of names)
    ann.client.dispatch({
      type: 'contactChanged',
      contact: {user: {name, displayName: '', role: 'member', state: 'offline', status: ''}, state: 'friend', atMs: 1},
    });
  const screen = await pilot(ann.client, {columns: 140, rows: 24});
  await screen.until(/People here/);
  expect(screen.text()).toMatch(/… \d+ more/);
  await screen.press(F3, ...Array.from({length: 31}, () => DOWN));
  expect(screen.text()).toMatch(/▸People here/);
});

test('one writes to two at once, and both answer in one conversation', async () => {
  const here = await world();
  const ann = await pilot((await member(here.url, 'ann')).client, {columns: 100, rows: 24});
  const bob = await pilot((await member(here.url, 'bob')).client, {columns: 100, rows: 24});
  const cid = await member(here.url, 'cid');
  await ann.until(/cid/);
  await ann.press('/msg @bob @cid lunch?', ENTER);
  await ann.until('@bob,cid not encrypted >');
  await ann.until(/ann ✓ lunch\?/);
  await bob.until(/@ann,cid +1/);
  await cid.sees('the question', ({roomById}) =>
    Object.values(roomById).some(({room}) => room.kind === 'group' && room.unread === 1),
  );
  await bob.press('/join #lobby', ENTER);
  await bob.press('/msg @ann @cid at noon', ENTER);
  await ann.until(/bob │ at noon/);
  expect(ann.text()).toContain('@bob,cid');
});

test('who has not pressed a key for a while is idle, and there again with the next one', async () => {
  const here = await world();
  const ann = await pilot((await member(here.url, 'ann')).client, {columns: 140, rows: 30});
  const bob = await pilot((await member(here.url, 'bob')).client, {idleAfterMs: 700});
  await ann.until(/◌ bob/);
  // Types on: whoever writes slowly is idle in between.
  let isSeen = false;
  const seen = ann.until(/● bob/).finally(() => (isSeen = true));
  while (!isSeen) await bob.press('x');
  await seen;
  expect(ann.text()).not.toMatch(/bob (?:is online|is away|went)/);
});
