/** What becomes of a room as a whole: another name, a description, the archive, its end. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import {PASSWORD, type Person, world, type World} from '../support/world.ts';
import {asker, creation, PATCH} from './filesSupport.ts';

const BYTES = Buffer.from('one two three');

async function scene(isPrivate = false): Promise<{made: World; people: Person[]; roomId: number}> {
  const made = await world();
  const people = await made.people('ann', 'bob', 'cid', 'dot');
  const [, bob, cid] = people;
  const {roomId} = await bob!.request('roomCreate', {name: 'tea', isPrivate, topic: 'Oolong'});
  if (isPrivate) await bob!.request('roomInvite', {roomId, names: ['cid']});
  await cid!.request('roomJoin', {name: 'tea'});
  return {made, people, roomId};
}

const say = (made: World, person: Person, roomId: number, text = 'hello') =>
  person.codeOf('messageSend', {roomId, clientMsgId: made.newId(), kind: 'message', text});

describe('a room', () => {
  test('is renamed and described by its owner; the name before leads to it until another room has it', async () => {
    const {made, people, roomId} = await scene();
    const [, bob, cid, dot] = people;
    expect(await cid!.codeOf('roomRename', {roomId, name: 'coffee'})).toBe('not-allowed');
    expect(await dot!.codeOf('roomRename', {roomId, name: 'coffee'})).toBe('not-in-room this room');
    expect(await dot!.codeOf('roomRename', {roomId: 999, name: 'coffee'})).toBe('not-in-room this room');
    expect(await bob!.codeOf('roomRename', {roomId, name: 'lobby'})).toBe('room-exists #lobby');
    expect(await bob!.codeOf('roomRename', {roomId, name: 'l0bby'})).toBe('room-name-alike #l0bby');
    expect(await bob!.codeOf('roomRename', {roomId, name: 'coffee'})).toBe('ok');
    const {entries} = await cid!.next('entriesAppended', ({entries: [first]}) => first?.kind === 'renamed');
    expect(entries).toMatchObject([{sender: 'bob', name: 'coffee', was: 'tea'}]);
    // A client that does not know the kind is told the room.
    expect((await cid!.next('roomOpened', ({room}) => room.name === 'coffee')).room.formerNames).toEqual(['tea']);
    await bob!.request('roomDescribe', {roomId, text: 'Beans.\nAnd water.'});
    expect(
      await bob!.codeOf('roomDescribe', {roomId, text: 'x'.repeat(FIXED_LIMITS.descriptionLengthMax + 1)}),
    ).toMatch(/^bad-request/);
    await made.restart();
    const again = await made.open('dot', dot!.token);
    expect(await again.request('roomJoin', {name: 'tea'})).toMatchObject({
      roomId,
      name: 'coffee',
      topic: 'Oolong',
      description: 'Beans.\nAnd water.',
      formerNames: ['tea'],
    });
    expect((await again.request('roomList', {})).rooms.map(({name}) => name)).toEqual(['coffee', 'lobby']);
    const other = await again.request('roomCreate', {name: 'tea', isPrivate: false});
    const owner = await made.open('ann', people[0]!.token);
    expect((await owner.request('roomJoin', {name: 'tea'})).roomId).toBe(other.roomId);
    // Back to a name that is its own again.
    const back = await made.open('bob', bob!.token);
    expect(await back.codeOf('roomRename', {roomId, name: 'tea'})).toBe('room-exists #tea');
    for (let index = 0; index < 12; index++) await back.request('roomRename', {roomId, name: `n${index}`});
    const {rooms} = (await back.another()).session;
    expect(rooms.find(one => one.roomId === roomId)?.formerNames).toHaveLength(FIXED_LIMITS.formerNamesMax);
  });

  test('that is private is found by a former name by nobody else', async () => {
    const {people, roomId} = await scene(true);
    const [, bob, cid, dot] = people;
    await bob!.request('roomRename', {roomId, name: 'coffee'});
    expect(await dot!.codeOf('roomJoin', {name: 'tea'})).toBe(await dot!.codeOf('roomJoin', {name: 'tea'}));
    expect(await dot!.codeOf('roomJoin', {name: 'tea'})).toBe('room-not-found #tea');
    expect((await cid!.request('roomJoin', {name: 'tea'})).roomId).toBe(roomId);
  });

  test('is archived: read by all, written in by nobody, and in use again', async () => {
    const {made, people, roomId} = await scene();
    const [ann, bob, cid, dot] = people;
    await say(made, cid!, roomId);
    expect(await cid!.codeOf('roomArchive', {roomId, isArchived: true})).toBe('not-allowed');
    expect(await ann!.codeOf('roomArchive', {roomId: 1, isArchived: true})).toBe('lobby-fixed');
    await bob!.request('roomArchive', {roomId, isArchived: true, reason: 'done'});
    const told = await cid!.next('entriesAppended', ({entries: [first]}) => first?.kind === 'archived');
    expect(told.entries).toMatchObject([{isArchived: true, text: 'done'}]);
    await dot!.request('roomJoin', {name: 'tea'});
    const refused = 'room-archived #tea';
    expect([await say(made, bob!, roomId), await say(made, dot!, roomId)]).toEqual([refused, refused]);
    const deed = {roomId, seq: 3, clientMsgId: made.newId()};
    expect(await dot!.codeOf('reactionSet', {...deed, emoji: '👍', isOn: true})).toBe(refused);
    expect(await cid!.codeOf('messageEdit', {...deed, text: 'x'})).toBe(refused);
    expect(await dot!.codeOf('fileOffer', {roomId, clientMsgId: made.newId(), name: 'x', sizeBytes: 1})).toBe(refused);
    expect((await dot!.request('entryList', {roomId})).entries.map(({kind}) => kind)).toContain('message');
    await made.restart();
    const again = await made.open('bob', bob!.token);
    expect(again.session.rooms.find(one => one.roomId === roomId)).toMatchObject({isArchived: true});
    expect((await again.request('roomList', {})).rooms).toContainEqual(
      expect.objectContaining({name: 'tea', isArchived: true}),
    );
    expect(await say(made, again, roomId)).toBe(refused);
    await again.request('roomArchive', {roomId, isArchived: false});
    expect(await say(made, again, roomId)).toBe('ok');
  });

  test('that everybody has left is archived where all could read it, and gone where nobody comes back', async () => {
    const {made, people, roomId} = await scene();
    const [, bob, cid, dot] = people;
    const {roomId: empty} = await bob!.request('roomCreate', {name: 'unused', isPrivate: false});
    await bob!.request('roomLeave', {roomId: empty});
    expect((await dot!.request('roomCreate', {name: 'unused', isPrivate: false})).roomId).not.toBe(empty);
    await say(made, cid!, roomId, 'remember');
    await bob!.request('roomLeave', {roomId});
    await cid!.request('roomLeave', {roomId});
    expect(await dot!.request('roomJoin', {name: 'tea'})).toMatchObject({roomId, isArchived: true, myRole: 'member'});
    expect(await dot!.codeOf('roomArchive', {roomId, isArchived: false})).toBe('not-allowed');
    await dot!.request('roomLeave', {roomId});
    // Who made it owns it when they come back.
    expect((await bob!.request('roomJoin', {name: 'tea'})).myRole).toBe('owner');
    await bob!.request('roomArchive', {roomId, isArchived: false});
    expect(await say(made, bob!, roomId)).toBe('ok');
  });

  test('is deleted with everything in it: for all devices, in the index, on the disk', async () => {
    const {made, people, roomId} = await scene(true);
    const [ann, bob, cid, dot] = people;
    await bob!.request('roomInvite', {roomId, names: ['dot']});
    for (const text of ['walrus @cid', 'walrus two', 'walrus three']) await say(made, bob!, roomId, text);
    await bob!.request('starSet', {roomId, seq: 4, isOn: true});
    await bob!.request('reactionSet', {roomId, seq: 4, clientMsgId: made.newId(), emoji: '👍', isOn: true});
    const file = {roomId, clientMsgId: made.newId(), name: 'x', sizeBytes: BYTES.length};
    const {fileId} = await bob!.request('fileOffer', file);
    const ask = asker(made.url, bob!.token);
    await ask('POST', '/files/', creation(fileId, BYTES.length));
    await ask('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': '0'}, BYTES);
    expect(existsSync(join(made.dataDir, 'files', fileId))).toBe(true);
    expect((await cid!.request('messageSearch', {words: 'walrus'})).hits).toHaveLength(3);
    expect((await cid!.request('inboxList', {})).items).toHaveLength(1);

    expect(await cid!.codeOf('roomDelete', {roomId, name: 'tea'})).toBe('not-allowed');
    expect(await dot!.codeOf('roomDelete', {roomId, name: 'tea'})).toBe('not-in-room this room');
    expect(await ann!.codeOf('roomDelete', {roomId: 1, name: 'lobby'})).toBe('lobby-fixed');
    expect(await bob!.codeOf('roomDelete', {roomId, name: 'other'})).toBe('room-name-other #tea');
    await bob!.request('roomDelete', {roomId, name: 'tea'});
    expect(await cid!.next('roomClosed')).toEqual({roomId, deletedBy: 'bob'});
    expect(await cid!.codeOf('entryList', {roomId})).toBe('not-in-room this room');
    expect(await dot!.codeOf('roomJoin', {name: 'tea'})).toBe('room-not-found #tea');
    expect((await dot!.another()).session.invites).toEqual([]);
    expect((await cid!.request('messageSearch', {words: 'walrus'})).hits).toEqual([]);
    expect((await cid!.request('inboxList', {})).items).toEqual([]);
    expect((await ask('GET', `/files/${fileId}`)).status).toBe(404);
    expect(await dot!.codeOf('roomCreate', {name: 'tea', isPrivate: false})).toBe('ok');

    await made.server.upkeep();
    await bob!.settle();
    expect(existsSync(join(made.dataDir, 'files', fileId))).toBe(false);
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'), {readOnly: true});
    const tables = ['entries', 'members', 'files', 'reactions', 'stars', 'became', 'mentions', 'inbox', 'search_docs'];
    for (const table of [...tables, 'erased_rooms', 'erased_members', 'invites', 'former_names']) {
      const {rows} = database.prepare(`SELECT count(*) AS rows FROM ${table} WHERE room_id = ?`).get(roomId) as {
        rows: number;
      };
      expect([table, rows]).toEqual([table, 0]);
    }
    database.close();
    expect(await bob!.codeOf('roomDelete', {roomId, name: 'tea'})).toBe('not-in-room this room');
  });
});

test('a link of the console for a room brings nobody into it once it is gone, and can be made anew', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const links: string[] = [];
  const gone: number[] = [];
  for (const name of ['tea', 'milk']) {
    const {roomId} = await bob!.request('roomCreate', {name, isPrivate: false});
    gone.push(roomId);
    links.push((await made.server.runConsole(`invite-link #${name} --uses 5`)).join(' '));
  }
  await bob!.request('roomDelete', {roomId: gone[0]!, name: 'tea'});
  await bob!.request('roomLeave', {roomId: gone[1]!});
  await made.server.upkeep();
  const [inTea = '', inMilk = ''] = links.map(link => /https?:\S+\/join\S*[/#?]([\w-]{10,})/.exec(link)?.[1]);
  const dot = await made.device();
  const {token} = await dot.request('accountRegister', {name: 'dot', password: PASSWORD, inviteCode: inTea});
  expect((await made.open('dot', token)).session.rooms.map(({name}) => name)).toEqual(['lobby']);
  expect(await ann!.codeOf('invitationUse', {inviteCode: inMilk})).toBe('ok');
  expect((await ann!.another()).session.rooms.map(({name}) => name)).toEqual(['lobby']);
  expect((await made.server.runConsole('rotate-invite 2')).join(' ')).toContain('/join');
});
