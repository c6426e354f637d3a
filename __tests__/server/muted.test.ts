/** Somebody who is muted says nothing in what goes with a deed either: names and topics of rooms, reasons. */
import {expect, test} from '@jest/globals';
import {world} from '../support/world.ts';

test('a reason, or the name of a new room, is refused; the same without a word is done', async () => {
  const made = await world();
  const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
  const {roomId} = await bob!.request('roomCreate', {name: 'tea', isPrivate: false});
  for (const person of [ann!, cid!]) await person.request('roomJoin', {name: 'tea'});
  await made.server.runConsole('mute @bob');
  const reason = 'what they were not to say';
  const said = [
    await bob!.codeOf('roomArchive', {roomId, isArchived: true, reason}),
    await bob!.codeOf('roomRulesSet', {roomId, slowMs: 1_000, reason}),
    await bob!.codeOf('memberRemove', {roomId, name: 'cid', reason}),
    await bob!.codeOf('roomCreate', {name: 'the-mods-are-liars', isPrivate: false, topic: reason}),
    await bob!.codeOf('roomCreate', {name: 'the-mods-are-liars', isPrivate: false}),
  ];
  expect(said).toEqual(Array(5).fill('muted server'));
  const done = [
    await bob!.codeOf('roomRulesSet', {roomId, slowMs: 1_000, reason: ''}),
    await bob!.codeOf('memberRemove', {roomId, name: 'cid', reason: ''}),
    await bob!.codeOf('roomArchive', {roomId, isArchived: true}),
  ];
  expect(done).toEqual(['ok', 'ok', 'ok']);
  expect(JSON.stringify(await ann!.request('entryList', {roomId}))).not.toContain(reason);
  expect((await ann!.request('roomList', {})).rooms.map(({name}) => name)).not.toContain('the-mods-are-liars');
});

test('a moderator who is muted removes a message, and locks a room, without a reason', async () => {
  const made = await world();
  const [ann, mod, bob] = await made.people('ann', 'mod1', 'bob');
  await ann!.request('userRoleSet', {name: 'mod1', role: 'moderator'});
  const {seq} = await made.say(bob!, made.lobby, 'rude');
  await made.server.runConsole('mute @mod1');
  const removal = () => ({roomId: made.lobby, seq, clientMsgId: made.newId()});
  const lock = (why?: string) =>
    mod!.codeOf('adminCommand', {name: 'lock', args: {room: 'lobby', ...(why !== undefined && {why})}});
  expect([await mod!.codeOf('messageDelete', {...removal(), reason: 'a speech'}), await lock('a speech')]).toEqual([
    'muted server',
    'muted server',
  ]);
  expect([await mod!.codeOf('messageDelete', removal()), await lock()]).toEqual(['ok', 'ok']);
});

test('what somebody who is muted said themselves they delete, whatever reason they give: nobody is told it', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const {seq} = await made.say(bob!, made.lobby, 'a tyop');
  await made.server.runConsole('mute @bob');
  const deletion = {roomId: made.lobby, seq, clientMsgId: made.newId(), reason: 'a speech'};
  expect(await bob!.codeOf('messageDelete', deletion)).toBe('ok');
  const {entries} = await ann!.request('entryList', {roomId: made.lobby});
  expect(JSON.stringify(entries)).not.toMatch(/a tyop|a speech/);
});

test('an admin who is muted mutes, bans, disables and kicks without a reason, and says nothing as the server', async () => {
  const made = await world();
  const [ann, mod, bob] = await made.people('ann', 'mod1', 'bob');
  await ann!.request('userRoleSet', {name: 'mod1', role: 'admin'});
  await made.server.runConsole('mute @mod1');
  const command = (name: string, args: Record<string, string>) => mod!.codeOf('adminCommand', {name, args});
  const deeds = (more: {why?: string}) => [
    () => command('mute', {user: 'bob', ...more}),
    () => command('ban', {whom: '192.0.2.0/24', ...more}),
    () => command('ban', {whom: 'bob', ...more}),
    () => command('disable', {user: 'bob', ...more}),
    () => command('kick', {user: 'bob', ...more}),
  ];
  const said: string[] = [];
  for (const deed of deeds({why: 'a speech'})) said.push(await deed());
  said.push(await command('announce', {text: 'a speech'}));
  expect(said).toEqual(Array(6).fill('muted server'));
  await bob!.settle();
  expect(bob!.told('muteChanged')).toEqual([]);
  const done: string[] = [];
  for (const deed of deeds({})) done.push(await deed());
  expect(done).toEqual(Array(5).fill('ok'));
  expect(await bob!.next('muteChanged')).toEqual({words: 'mod1'});
  expect(JSON.stringify(await ann!.request('entryList', {roomId: made.lobby}))).not.toContain('a speech');
});
