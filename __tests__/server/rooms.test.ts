/** Rooms, direct conversations and invitations over real connections. */
import {describe, expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import {isRequestName, REQUESTS, type RequestName} from '../../src/shared/protocol.ts';
import {packetsFor} from '../support/hostile/hostilePackets.ts';
import {world} from '../support/world.ts';

describe('a room', () => {
  test('is made, joined and left, and shows on all devices of a person', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const second = await bob!.another();
    const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: false, topic: 'Oolong'});
    const room = await bob!.request('roomJoin', {name: 'tea'});
    expect(room).toMatchObject({roomId, kind: 'public', name: 'tea', topic: 'Oolong', memberCount: 2, unread: 0});
    expect((await second.next('roomOpened')).room).toEqual(room);
    expect((await ann!.next('entriesAppended', event => event.roomId === roomId)).entries).toMatchObject([
      {kind: 'joined', sender: 'bob'},
    ]);
    await second.request('roomLeave', {roomId});
    expect(await bob!.next('roomClosed')).toEqual({roomId});
    expect((await ann!.next('entriesAppended', event => event.roomId === roomId)).entries).toMatchObject([
      {kind: 'left'},
    ]);
  });

  test('tells nothing to who has left, or is not in', async () => {
    const {people, say} = await world();
    const [ann, bob, cid] = await people('ann', 'bob', 'cid');
    const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: false});
    await bob!.request('roomJoin', {name: 'tea'});
    await bob!.request('roomLeave', {roomId});
    await say(ann!, roomId, 'are they gone?');
    await Promise.all([bob!.settle(), cid!.settle()]);
    const heard = [...bob!.told('entriesAppended'), ...cid!.told('entriesAppended')].flatMap(({entries}) => entries);
    expect(heard.filter(({kind}) => kind === 'message')).toEqual([]);
    expect(await bob!.codeOf('entryList', {roomId})).toBe('not-in-room this room');
  });

  test('of another session is joined on a device that opens later', async () => {
    const {people, say} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: false});
    await bob!.request('roomJoin', {name: 'tea'});
    const later = await bob!.another();
    await say(ann!, roomId, 'hello');
    await later.next('entriesAppended', event => event.roomId === roomId);
    expect(later.session.rooms.map(({name}) => name)).toEqual(['lobby', 'tea']);
  });

  test.each([
    ['tea', 'room-exists #tea'],
    ['lobby', 'room-exists #lobby'],
    ['Tea', 'bad-request name: invalid_format'],
    ['te a', 'bad-request name: invalid_format'],
    ['#tea', 'bad-request name: invalid_format'],
    ['', 'bad-request name: invalid_format'],
    ['x'.repeat(65), 'bad-request name: invalid_format'],
    ['t', 'ok'],
  ])('cannot be called %j when that is taken or no name', async (name, code) => {
    const {person} = await world();
    const ann = await person('ann');
    await ann.request('roomCreate', {name: 'tea', isPrivate: false});
    expect(await ann.codeOf('roomCreate', {name, isPrivate: false})).toBe(code);
  });

  test('is listed when public, page after page', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    for (const name of ['zen', 'art']) await ann!.request('roomCreate', {name, isPrivate: false});
    await ann!.request('roomCreate', {name: 'hidden', isPrivate: true});
    expect(await bob!.request('roomList', {limit: 2})).toMatchObject({
      rooms: [{name: 'art'}, {name: 'lobby'}],
      hasMore: true,
    });
    expect(await bob!.request('roomList', {limit: 2, afterName: 'lobby'})).toMatchObject({
      rooms: [{name: 'zen'}],
      hasMore: false,
    });
    expect((await ann!.request('roomList', {})).rooms.map(({name}) => name)).toEqual(['art', 'hidden', 'lobby', 'zen']);
  });

  test('has a topic that members set', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: false});
    await ann!.request('topicSet', {roomId, topic: 'Oolong'});
    const told = await ann!.next('entriesAppended', event => event.roomId === roomId);
    expect(told.entries).toMatchObject([{kind: 'topic', text: 'Oolong'}]);
    expect(await bob!.codeOf('topicSet', {roomId, topic: 'x'})).toBe('not-in-room this room');
    expect(await ann!.codeOf('topicSet', {roomId, topic: 'x'.repeat(501)})).toBe('bad-request topic: too_big');
  });

  test('shows its members by name, page after page', async () => {
    const {people, lobby} = await world();
    const [ann] = await people('ann', 'cid', 'bob');
    const first = await ann!.request('memberList', {roomId: lobby, limit: 2});
    expect(first).toMatchObject({members: [{name: 'ann'}, {name: 'bob'}], total: 3, hasMore: true});
    const rest = await ann!.request('memberList', {roomId: lobby, afterName: 'bob', limit: 2});
    expect(rest).toMatchObject({members: [{name: 'cid', state: 'online'}], hasMore: false});
  });

  test('of the lobby cannot be left', async () => {
    const {person, lobby} = await world();
    const ann = await person('ann');
    expect(await ann.codeOf('roomLeave', {roomId: lobby})).toBe('lobby-stays');
  });

  test('is one too many beyond the limit', async () => {
    const {person, clock} = await world();
    const ann = await person('ann');
    const codes = new Set<string>();
    for (let index = 1; index < FIXED_LIMITS.roomsPerUserMax + 1; index++) {
      if (index % 50 === 0) clock.turn(60_000);
      codes.add(await ann.codeOf('roomCreate', {name: `room${index}`, isPrivate: false}));
    }
    expect([...codes]).toEqual(['ok', 'too-many-rooms 500']);
  });
});

/** The clock of a test's server stands at another time than the one of those who ask. */
const CLOSER: Partial<Record<RequestName, object>> = {plannedAdd: {dueAtMs: Date.UTC(2030, 0, 2)}};
const requestNames = Object.keys(REQUESTS).filter(isRequestName);

describe('a private room', () => {
  test('looks to others exactly like one that does not exist', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    const absent = 4711;
    const codes = async (name: string, id: number) => [
      (await bob!.codeOf('roomJoin', {name})).replace(name, 'NAME'),
      await bob!.codeOf('entryList', {roomId: id}),
      await bob!.codeOf('memberList', {roomId: id}),
      await bob!.codeOf('fileList', {roomId: id}),
      await bob!.codeOf('cursorMove', {roomId: id, seq: 1}),
      await bob!.codeOf('roomLeave', {roomId: id}),
      await bob!.codeOf('topicSet', {roomId: id, topic: 'x'}),
      await bob!.codeOf('roomInvite', {roomId: id, names: ['ann']}),
      await bob!.codeOf('roomInvite', {roomId: id, names: ['bob']}),
    ];
    expect(await codes('secret', roomId)).toEqual(await codes('absent', absent));
    expect((await bob!.request('roomList', {})).rooms.map(({name}) => name)).toEqual(['lobby']);
  });

  test('is absent for every request that takes a number or a file of it', async () => {
    const {people, newId} = await world();
    const [ann, bob, cid] = await people('ann', 'bob', 'cid');
    const {roomId: privateId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    const {roomId: directId} = await ann!.request('directOpen', {name: 'cid'});
    const offer = (roomId: number) => ({roomId, clientMsgId: newId(), name: 'a.txt', sizeBytes: 1});
    const files = await Promise.all([privateId, directId].map(roomId => ann!.request('fileOffer', offer(roomId))));
    const sha256 = 'a'.repeat(64);
    const packets = packetsFor({roomId: 1, fileId: newId(), roomName: 'lobby', person: 'ann', newId});
    const takes = (key: string) => requestNames.filter(name => key in REQUESTS[name].params.shape);
    const byRoom = Object.fromEntries(
      takes('roomId').map(name => [
        name,
        (roomId: number) => bob!.codeOf(name, {...packets[name], ...CLOSER[name], roomId} as never),
      ]),
    );
    const byFile = {
      fileShow: fileId => bob!.codeOf('fileShow', {fileId}),
      fileComplete: fileId => bob!.codeOf('fileComplete', {fileId, sha256}),
      fileCancel: fileId => bob!.codeOf('fileCancel', {fileId}),
      fileDecline: fileId => bob!.codeOf('fileDecline', {fileId}),
      fileRelay: fileId => bob!.codeOf('fileRelay', {fileId, fromByte: 0}),
    } satisfies Record<string, (fileId: string) => Promise<string>>;
    // Refused to members before anything is looked up.
    const forAdmins = ['fileDelete'];
    for (const {fileId} of files) expect(await bob!.codeOf('fileDelete', {fileId})).toMatch(/^not-allowed/);
    expect([...Object.keys(byFile), ...forAdmins].toSorted()).toEqual(takes('fileId').toSorted());
    for (const [name, ask] of Object.entries(byRoom)) {
      const answers = await Promise.all([privateId, directId, 4711].map(ask));
      expect([name, ...new Set(answers)]).toEqual([name, 'not-in-room this room']);
    }
    for (const [name, ask] of Object.entries(byFile)) {
      const ids = [...files.map(({fileId}) => fileId), newId()];
      const answers = await Promise.all(ids.map(async fileId => (await ask(fileId)).replace(fileId, 'ID')));
      expect([name, ...new Set(answers)]).toEqual([name, 'file-not-found ID']);
    }
    expect(cid!.told('cursorMoved')).toEqual([]);
  });

  test('opens to who was invited, on all devices and also after being away', async () => {
    const {people, open} = await world();
    const [ann, bob, cid] = await people('ann', 'bob', 'cid');
    await cid!.close();
    const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    await ann!.request('roomInvite', {roomId, names: ['bob', 'cid']});
    expect(await bob!.next('inviteReceived')).toMatchObject({roomId, roomName: 'secret', by: 'ann'});
    expect(await bob!.request('roomJoin', {name: 'secret'})).toMatchObject({kind: 'private', memberCount: 2});
    const back = await open('cid', cid!.token);
    expect(back.session.invites).toMatchObject([{roomName: 'secret', by: 'ann'}]);
    await back.request('roomJoin', {name: 'secret'});
    expect((await back.another()).session.invites).toEqual([]);
  });

  test('invites all of the named or nobody', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'secret', isPrivate: true});
    expect(await ann!.codeOf('roomInvite', {roomId, names: ['bob', 'nobody']})).toBe('user-not-found nobody');
    expect(await ann!.codeOf('roomInvite', {roomId, names: ['bob', 'ann']})).toBe('already-member ann');
    expect(await bob!.codeOf('roomJoin', {name: 'secret'})).toBe('room-not-found #secret');
  });
});

describe('a direct conversation', () => {
  test('is one for both, and opens at the other person with the first word', async () => {
    const {people, say} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const mine = await ann!.request('directOpen', {name: 'bob'});
    expect(mine).toMatchObject({kind: 'direct', name: 'bob', partner: {name: 'bob', state: 'online'}});
    await bob!.settle();
    expect(bob!.told('roomOpened')).toEqual([]);
    await say(ann!, mine.roomId, 'are you there?');
    const {room} = await bob!.next('roomOpened');
    expect(room).toMatchObject({roomId: mine.roomId, name: 'ann', unread: 1, partner: {name: 'ann'}});
    expect((await bob!.request('directOpen', {name: 'ann'})).roomId).toBe(mine.roomId);
    await say(bob!, mine.roomId, 'hi');
    expect((await ann!.next('entriesAppended', event => event.roomId === mine.roomId)).roomId).toBe(mine.roomId);
  });

  test('is with somebody else who exists, and can be left until the next word', async () => {
    const {people, say} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const {roomId} = await bob!.request('directOpen', {name: 'ann'});
    expect(await ann!.codeOf('directOpen', {name: 'ann'})).toBe('direct-self');
    expect(await ann!.codeOf('directOpen', {name: 'nobody'})).toBe('user-not-found nobody');
    expect(await bob!.codeOf('roomInvite', {roomId, names: ['bob']})).toBe('already-member bob');
    await say(bob!, roomId, 'one');
    expect(await ann!.codeOf('roomLeave', {roomId})).toBe('ok');
    expect(await ann!.codeOf('entryList', {roomId})).toBe('not-in-room this room');
    expect((await ann!.another()).session.rooms.map(({name}) => name)).toEqual(['lobby']);
    await say(bob!, roomId, 'two');
    const {room} = await ann!.next('roomOpened', event => event.room.lastSeq === 3);
    expect(room).toMatchObject({roomId, unread: 1});
  });

  test('is closed to everybody else', async () => {
    const {people, say} = await world();
    const [ann, , cid] = await people('ann', 'bob', 'cid');
    const {roomId} = await ann!.request('directOpen', {name: 'bob'});
    await say(ann!, roomId, 'between us');
    expect(await cid!.codeOf('entryList', {roomId})).toBe('not-in-room this room');
    expect(await ann!.codeOf('roomInvite', {roomId, names: ['cid']})).toBe('not-allowed');
  });
});
