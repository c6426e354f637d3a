/** Commands about rooms, about how one wants things, and about later, from the line to the other person's screen. */
import {expect, test} from '@jest/globals';
import {enterThread} from '../../src/client/actions/messages/threads.ts';
import {toReported} from '../../src/client/actions/moderation.ts';
import {submit} from '../../src/client/input/submit.ts';
import {currentRoom, labelOf} from '../../src/client/state/selectors.ts';
import type {RoomState} from '../../src/client/state/state.ts';
import {tableOf} from '../../src/shared/text/table.ts';
import {world} from '../support/world.ts';
import {member, type Member} from './support/member.ts';

const type = (one: Member, line: string) => submit(one.client, line);
const here = (one: Member) => {
  const room = currentRoom(one.client.getState())?.room;
  return room === undefined ? '' : labelOf(room);
};
const rowsOf = (outcome: Awaited<ReturnType<typeof type>>) => {
  if (outcome.kind === 'choose')
    return tableOf(outcome.choices.map(({row}) => (typeof row === 'string' ? [row] : row))).join('\n');
  return outcome.kind === 'show' ? outcome.rows.join('\n') : '';
};

test('commands run a room: its name, what it is for, roles, who writes and how often, who is in it, its end', async () => {
  const {url} = await world();
  const [ann, bob, cid] = [await member(url, 'ann'), await member(url, 'bob'), await member(url, 'cid')];
  await type(bob, '/create #tea');
  for (const one of [ann, cid]) await type(one, '/join #tea');
  const roomId = cid.client.getState().currentRoomId ?? 0;
  const seen = async (what: string, look: (one: RoomState) => boolean) => cid.sees(what, () => look(cid.room(roomId)));
  expect(await type(cid, '/rename #coffee')).toMatchObject({code: 'not-allowed'});
  expect(await type(bob, '/rename #coffee')).toEqual({kind: 'done'});
  await seen('its name', ({room}) => room.name === 'coffee');
  expect(await type(cid, '/describe')).toMatchObject({sentence: '#coffee has no description yet.'});
  await type(bob, '/describe Beans\nand water');
  await seen('what it is for', ({room}) => room.description === 'Beans\nand water');
  expect(rowsOf(await type(cid, '/describe'))).toBe('Beans\nand water');
  await type(bob, '/describe --clear');
  await seen('nothing', ({room}) => (room.description ?? '') === '');

  expect(rowsOf(await type(bob, '/rules write moderator'))).toMatch(/^moderators may write here/);
  await seen('that it is for announcements', ({room}) => room.rules?.write === 'moderator');
  await type(cid, 'may I?');
  await seen('the refusal', ({pending}) => pending[0]?.status === 'failed');
  await type(cid, '/discard');
  expect(await type(bob, '/role here @cid moderator')).toMatchObject({
    sentence: '@cid is a moderator of #coffee now.',
  });
  await seen('the role', ({room}) => room.myRole === 'moderator');
  expect(rowsOf(await type(cid, '/role'))).toMatch(/owner[^]*moderator/);
  await type(cid, 'I may');
  await seen('the message', ({entries}) => entries.some(entry => 'text' in entry && entry.text === 'I may'));
  await type(bob, '/role here @cid member');
  await type(bob, '/rules write member');
  expect(await type(bob, '/slow 5m')).toEqual({kind: 'done'});
  await seen('slow mode', ({room}) => room.myRole === 'member' && room.rules?.slowMs === 300_000);
  await type(cid, 'too soon');
  await cid.client.request('ping', {});
  // It waits, and is sent by itself.
  expect(cid.room(roomId).pending).toMatchObject([{text: 'too soon', status: 'sending'}]);
  await type(bob, '/slow off');
  await type(bob, '/lock a moment');
  await seen('the lock', ({room}) => room.rules?.isLocked === true && room.rules.slowMs === 0);
  await type(bob, '/unlock');
  await type(bob, '/rules invite owner');
  await type(bob, '/rules mention-all moderator');
  await seen('the rules', ({room: {rules}}) => rules?.invite === 'owner' && rules.mentionAll === 'moderator');
  for (const wrong of ['/slow soon', '/rules write nobody', '/rules sing member', '/role here @cid king', '/remove'])
    expect([wrong, await type(bob, wrong)]).toMatchObject([wrong, {code: 'command-usage'}]);

  await type(bob, '/archive over');
  await seen('that it is archived', ({room}) => room.isArchived === true);
  expect(rowsOf(await type(cid, '/list'))).toMatch(/#coffee.*archived/);
  await type(bob, '/unarchive #coffee');
  await seen('that it is in use', ({room}) => room.isArchived !== true);
  await type(bob, '/remove @cid too loud');
  await cid.sees('that it is out', ({roomById}) => roomById[roomId] === undefined);
  expect(here(cid)).toBe('#lobby');
  expect(await type(cid, '/join #coffee')).toMatchObject({code: 'removed-from-room'});
  const asked = await type(bob, '/delete-room #coffee');
  expect(asked).toMatchObject({kind: 'choose', choices: [{row: 'Keep it'}, {row: 'Delete #coffee'}]});
  if (asked.kind === 'choose') await asked.choices[1]?.take(bob.client);
  await ann.sees('its end', ({roomById}) => roomById[roomId] === undefined);
  expect(rowsOf(await type(ann, '/list'))).not.toContain('coffee');
});

test('commands say how one wants things: what rings and when, whose words, what others see of one', async () => {
  const {url, clock} = await world();
  const [ann, bob] = [await member(url, 'ann', {now: clock.now}), await member(url, 'bob', {now: clock.now})];
  const lobby = () => ann.room().room.mine;
  const all = () => ann.client.getState().preferences;
  const says = async (line: string) => {
    const outcome = await type(ann, line);
    return outcome.kind === 'told' ? outcome.sentence : JSON.stringify(outcome);
  };
  const after = async (line: string, what: string, look: () => unknown) => {
    const sentence = await says(line);
    await ann.sees(what, look);
    return sentence;
  };
  const now = clock.now();
  expect(await says('/notify')).toBe('#lobby: mentions ring, as set for all.');
  expect(await after('/notify all', 'all', () => lobby()?.notify === 'all')).toBe('#lobby: everything rings.');
  expect(await says('/notify #lobby none')).toBe('#lobby: nothing rings.');
  expect(await after('/notify default', 'none', () => lobby()?.notify === undefined)).toContain('as set for all');
  expect(await after('/mute 2h', 'the mute', () => lobby()?.mutedUntilMs)).toBe(
    '#lobby is muted for 2 hours. /unmute ends it.',
  );
  expect(lobby()?.mutedUntilMs).toBe(now + 2 * 60 * 60_000);
  await after('/unmute', 'no mute', () => lobby()?.mutedUntilMs === 0);
  await after('/set quiet-hours 22:00-07:00', 'quiet hours', () => all().quietHours?.fromMinute === 22 * 60);
  expect(await after('/dnd 1h', 'quiet', () => (all().quietUntilMs ?? 0) > 0)).toMatch(/^Nothing rings until /);
  await bob.sees('that ann is busy', ({userByName}) => userByName['ann']?.state === 'busy');
  expect(await after('/dnd off', 'no quiet', () => all().quietUntilMs === 0)).toBe('You can be disturbed again.');
  await after('/set notify-rooms all', 'all rooms', () => all().notifyRooms === 'all');
  await after('/set notify-directs none', 'no conversation', () => all().notifyDirects === 'none');
  await after('/set directs-from friends', 'friends alone', () => all().directsFrom === 'friends');
  expect(await after('/highlight add release 2', 'the words', () => all().highlightWords.length > 0)).toBe(
    'release 2 rings like a mention from now on.',
  );
  await type(bob, 'Release 2 is out');
  await ann.sees('that it mentions', () => ann.room().room.mentions === 1);
  await after('/highlight remove release 2', 'no words', () => all().highlightWords.length === 0);
  expect(await says('/status :coffee: back soon --for 1h')).toMatch(/^Your status is ☕ back soon until .* now\.$/);
  await bob.sees('the status', ({userByName}) => userByName['ann']?.status === '☕ back soon');
  clock.turn(60 * 60_000);
  await bob.sees('its end', ({userByName}) => userByName['ann']?.status === '');
  expect(await says('/status')).toMatch(/^You have no status/);
  for (const wrong of ['/mute soon', '/notify some', '/dnd someday', '/highlight add', '/set quiet-hours 25:00-26:00'])
    expect([wrong, await type(ann, wrong)]).toMatchObject([wrong, {kind: 'refused'}]);
});

test('commands plan for later: a text of one’s own, a message by number or link; listed and cancelled', async () => {
  const made = await world();
  const {clock} = made;
  const ann = await member(made.url, 'ann', {now: clock.now});
  await type(ann, 'tea at four');
  await ann.sees('it', () => ann.texts().length === 1 && ann.room().pending.length === 0);
  const {seq} = ann.room().entries.at(-1)!;
  const time = (ms: number) => {
    const at = new Date(ms);
    return [at.getHours(), at.getMinutes()].map(part => String(part).padStart(2, '0')).join(':');
  };
  const inTwo = clock.now() + 2 * 60 * 60_000;
  for (const line of ['/remind 1h call bob', '/remind 3h ^1', `/remind 4h #lobby/${seq}`])
    expect(await type(ann, line)).toMatchObject({sentence: expect.stringMatching(/^You are reminded at /)});
  // By the clock of who writes it.
  const sent = await type(ann, `/at ${time(inTwo)} hello later`);
  expect(sent).toMatchObject({sentence: expect.stringMatching(new RegExp(`${time(inTwo)} to #lobby`))});
  expect((await ann.client.request('plannedList', {})).planned).toMatchObject([
    {text: 'call bob', kind: 'reminder'},
    {text: 'hello later', kind: 'message', dueAtMs: inTwo},
    {text: 'ann: tea at four', kind: 'reminder'},
    {text: 'ann: tea at four', kind: 'reminder'},
  ]);
  const list = await type(ann, '/later');
  expect(rowsOf(list)).toMatch(/reminder[^]*to #lobby[^]*reminder/);
  const asked = list.kind === 'choose' ? await list.choices[0]?.take(ann.client) : undefined;
  expect(asked).toMatchObject({kind: 'choose', choices: [{row: 'Cancel it'}, {row: 'Keep it'}]});
  if (asked?.kind === 'choose') await asked.choices[0]?.take(ann.client);
  clock.turn(4 * 60 * 60_000);
  await ann.sees('the message', () => ann.texts().includes('hello later'));
  const notes = () => Object.values(ann.client.getState().roomById).find(({room}) => room.kind === 'group');
  await ann.sees('both reminders', () => notes()?.room.unread === 2);
  const {entries} = await ann.client.request('entryList', {roomId: notes()?.room.roomId ?? 0});
  expect(entries.flatMap(entry => ('text' in entry ? [entry.text] : []))).toEqual(
    Array.from({length: 2}, () => `Reminder: ann: tea at four (#lobby message ${seq})`),
  );
  for (const wrong of ['/remind', '/remind 2h', '/remind soon x', '/at 2h'])
    expect([wrong, await type(ann, wrong)]).toMatchObject([wrong, {code: 'command-usage'}]);
  for (const wrong of ['/remind 2h ^0', '/remind 2h ^99', '/remind 2h #lobby/999'])
    expect([wrong, await type(ann, wrong)]).toMatchObject([wrong, {code: 'message-not-found'}]);
  await type(ann, `/delete #lobby/${seq}`);
  await ann.sees('it gone', () => ann.room().entries.some(entry => entry.seq === seq && entry.kind === 'gone'));
  expect(await type(ann, `/remind 2h #lobby/${seq}`)).toMatchObject({code: 'message-gone'});
  expect(await type(ann, '/at 9999-12-31 10:00 x')).toMatchObject({code: 'time-too-far'});
  expect(await type(ann, '/remind 2h #nowhere/3')).toMatchObject({code: 'not-in-room'});
  expect(await type(ann, '/later')).toEqual({kind: 'told', sentence: 'Nothing is planned. Use /remind or /at'});
});

test('a message that is not named is one on screen: of nobody who is blocked, and in a thread of the thread alone', async () => {
  const {url} = await world();
  const [ann, bob] = [await member(url, 'ann'), await member(url, 'bob')];
  const says = async (one: Member, line: string) => {
    expect(await type(one, line)).toEqual({kind: 'done'});
    await ann.sees(line, () => ann.room().pending.length === 0 && ann.texts().some(text => line.endsWith(text)));
  };
  const seqOf = (text: string) => ann.room().entries.find(entry => 'text' in entry && entry.text === text)!.seq;
  await says(ann, 'shown');
  await says(bob, 'hidden');
  await type(ann, '/block @bob');
  await ann.sees('that he is', () => ann.room().ignored?.has('bob'));
  await says(ann, '/reply an answer');
  expect(ann.room().entries.at(-1)).toMatchObject({text: 'an answer', replyTo: {seq: seqOf('shown')}});
  expect(toReported(ann.client.getState(), '2')).toEqual({roomId: 1, seq: seqOf('shown')});

  await says(ann, '/thread 1 in the thread');
  await says(ann, 'in the room');
  enterThread(ann.client, {roomId: 1, seq: seqOf('an answer')});
  await ann.sees('the thread', ({openThread}) => openThread?.isLoaded === true && openThread.entries.length === 2);
  expect(toReported(ann.client.getState(), '1')).toEqual({roomId: 1, seq: seqOf('in the thread')});
  expect(await type(ann, 's/the thread/this thread/')).toEqual({kind: 'done'});
  await ann.sees('the edit', () => ann.texts().includes('in this thread'));
  expect(await type(ann, '/delete')).toEqual({kind: 'done'});
  await ann.sees('it gone', () => !ann.texts().includes('in this thread'));
  expect(ann.texts().filter(Boolean)).toEqual(['shown', 'hidden', 'an answer', 'in the room']);
});
