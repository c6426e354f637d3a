/** Messages in lists are shown in one line as they are shown in the room: without the signs of markup, in every list alike. */
import {expect, test} from '@jest/globals';
import {member} from '../client/support/member.ts';
import {alt, ctrl, ENTER, ESC, pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

const SAID = '@alice **bold needle** ~~gone~~ `ls *` _so_\n- [x](http://x.example/) \u001B[31m';
const SHOWN = /@alice bold needle ~gone~ `ls \*` so • x \(http:\/\/x\.example\/\) ␛\[31m/;

test('the inbox, threads, pins, stars and what a search finds have no signs of markup; found words are marked', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const made = await member(chat.url, 'alice');
  const alice = await pilot(made.client, {columns: 120, rows: 30});
  const {seq} = await chat.say(bob, 1, SAID);
  await bob.request('pinSet', {roomId: 1, seq, clientMsgId: chat.newId(), isOn: true});
  await alice.until(/bold needle/);
  await alice.press(`/thread #lobby/${seq} an answer`, ENTER);
  await alice.until('⤷ 1 answer');
  await alice.press(`/star #lobby/${seq}`, ENTER);
  await alice.until('Starred');
  for (const [how, title] of [
    [[alt('i')], 'Inbox'],
    [['/threads', ENTER], 'Threads you follow'],
    [['/pins', ENTER], 'Pinned in'],
    [['/stars', ENTER], 'Starred messages'],
    [['/search needle', ENTER], '1 found'],
  ] as const) {
    await alice.press(...how);
    await alice.until(title);
    await alice.until(SHOWN);
    const rows = alice.screen().filter(row => row.includes('│') && row.includes('needle'));
    expect([title, rows.some(row => row.includes('**'))]).toEqual([title, false]);
    await alice.press(ESC);
    await alice.until(lines => !lines.some(line => line.includes(title)));
  }
  // Where one word of a hit is code, and another is bold.
  await alice.press(ctrl('f'), ctrl('u'), 'ls needle', ENTER);
  await alice.until(/1 found/);
  await alice.until(SHOWN);
});
