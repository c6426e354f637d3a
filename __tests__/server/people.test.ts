/** Who is online, who is away, who is sent off; what admins and the console can do. */
import {describe, expect, test} from '@jest/globals';
import type {Payload} from '../../src/shared/protocol.ts';
import {world} from '../support/world.ts';

const about = (name: string, state: string) => (event: Payload<'presenceChanged'>) =>
  event.changes.some(change => change.name === name && change.state === state);

describe('presence', () => {
  test('begins with the first device and ends with the last', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    expect(await ann!.next('presenceChanged', about('bob', 'online'))).toMatchObject({onlineCount: 2});
    const second = await bob!.another();
    await bob!.close();
    await second.request('presenceSet', {state: 'away', status: 'lunch'});
    const away = await ann!.next('presenceChanged', about('bob', 'away'));
    expect(away.changes).toEqual([{name: 'bob', displayName: '', state: 'away', status: 'lunch'}]);
    expect(ann!.told('presenceChanged').some(about('bob', 'offline'))).toBe(false);
    await second.close();
    expect(await ann!.next('presenceChanged', about('bob', 'offline'))).toMatchObject({onlineCount: 1});
  });

  test('brings a quit message to the others', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.next('presenceChanged', about('bob', 'online'));
    await bob!.request('sessionQuit', {text: 'see you tomorrow'});
    await bob!.close();
    const gone = await ann!.next('presenceChanged', about('bob', 'offline'));
    expect(gone.changes).toMatchObject([{name: 'bob', status: 'see you tomorrow'}]);
  });

  test('is no presence before the session is opened', async () => {
    const {person, device} = await world();
    const ann = await person('ann');
    const quiet = await device({token: ann.token});
    await ann.close();
    const bob = await device();
    await bob.request('accountRegister', {name: 'bob', password: 'a password for tests'});
    expect((await bob.request('sessionOpen', {})).onlineCount).toBe(1);
    expect((await quiet.request('userShow', {name: 'ann'})).user.state).toBe('offline');
  });

  test('and the time somebody was seen last are shown', async () => {
    const {people, clock} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await ann!.next('presenceChanged', about('bob', 'online'));
    const atMs = clock.now();
    await bob!.close();
    await ann!.next('presenceChanged', about('bob', 'offline'));
    expect(await ann!.request('userShow', {name: 'bob'})).toMatchObject({
      user: {name: 'bob', state: 'offline', role: 'member'},
      createdAtMs: atMs,
      lastSeenAtMs: atMs,
    });
    expect(await ann!.codeOf('userShow', {name: 'nobody'})).toBe('user-not-found nobody');
  });
});

describe('a full server', () => {
  test('refuses one person more, not one device more', async () => {
    const {people, device} = await world({settings: {limits: {usersMax: 2}}});
    const [, bob] = await people('ann', 'bob');
    await bob!.another();
    const cid = await device();
    await cid.request('accountRegister', {name: 'cid', password: 'a password for tests'});
    expect(await cid.codeOf('sessionOpen', {})).toBe('server-full 2');
  });
});

describe('kicking', () => {
  test('is told to the person and in the lobby, ends the connections, and is not for ever', async () => {
    const {people, lobby, open, clock} = await world();
    const [ann, bob, cid] = await people('ann', 'bob', 'cid');
    const second = await bob!.another();
    await ann!.request('userKick', {name: 'bob', reason: 'too loud'});
    const end = {code: 'kicked', detail: 'ann (too loud); you can come back in 10 minutes'};
    expect([await bob!.next('sessionEnded'), await second.next('sessionEnded')]).toEqual([end, end]);
    await Promise.all([bob!.ended, second.ended]);
    const told = await cid!.next('entriesAppended', ({entries}) => entries.some(({kind}) => kind === 'kicked'));
    expect(told).toMatchObject({
      roomId: lobby,
      entries: [{kind: 'kicked', sender: 'ann', target: 'bob', text: 'too loud'}],
    });
    clock.turn(10 * 60_000);
    expect((await open('bob', bob!.token)).session.me.name).toBe('bob');
  });

  test('is not for oneself', async () => {
    const {people} = await world();
    const [ann] = await people('ann');
    expect(await ann!.codeOf('userKick', {name: 'ann', reason: ''})).toBe('direct-self');
  });

  test('leaves nothing of what is sent after it', async () => {
    const {people, say, lobby} = await world();
    const [ann, bob] = await people('ann', 'bob');
    let isKicked = false;
    const sent: string[] = [];
    const flood = (async () => {
      for (let index = 0; bob!.socket.connected && index < 5_000; index++) {
        if (isKicked) sent.push(`${index}`);
        bob!.socket.emit(
          'messageSend',
          {
            roomId: lobby,
            clientMsgId: String(index).padStart(22, '0'),
            kind: 'message',
            text: `${index}`,
          },
          () => {},
        );
        if (index % 50 === 0) await Promise.race([bob!.ended, bob!.codeOf('ping', {})]);
      }
    })();
    await ann!.request('userKick', {name: 'bob', reason: ''});
    isKicked = true;
    const {seq} = await say(ann!, lobby, 'quiet now');
    bob!.socket.disconnect();
    await flood;
    await ann!.settle();
    const {entries} = await ann!.request('entryList', {roomId: lobby, afterSeq: seq});
    expect(entries).toEqual([]);
  });

  test('is for owner and admins, and never upwards', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    expect(await bob!.codeOf('userKick', {name: 'ann', reason: ''})).toBe('not-allowed');
    expect(await ann!.codeOf('userKick', {name: 'nobody', reason: ''})).toBe('user-not-found nobody');
  });
});

describe('admins', () => {
  test('see accounts with their connections, others do not', async () => {
    const {people} = await world();
    const [ann, bob] = await people('ann', 'bob');
    await bob!.another();
    const {users} = await ann!.request('adminUsers', {});
    expect(users.map(({user, connections}) => [user.name, connections.length])).toEqual([
      ['ann', 1],
      ['bob', 2],
    ]);
    expect(users[0]?.connections[0]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await bob!.codeOf('adminUsers', {})).toBe('not-allowed');
    expect(await ann!.request('adminUsers', {limit: 1})).toMatchObject({hasMore: true});
  });

  test('see the log of logins page after page', async () => {
    const {people} = await world();
    const [ann] = await people('ann', 'bob');
    const first = await ann!.request('adminLog', {limit: 2});
    const rest = await ann!.request('adminLog', {limit: 2, beforeId: first.records.at(-1)!.id});
    expect(first.hasMore).toBe(true);
    expect(rest.records[0]!.id).toBeLessThan(first.records[1]!.id);
  });
});

describe('the console of the server', () => {
  test('kicks as the server itself, by either name', async () => {
    const {people, server} = await world();
    const [ann, bob] = await people('ann', 'bob');
    expect(await server.runConsole('#kill ann out')).toEqual(['@ann was disconnected and stays out for 10 minutes.']);
    expect(await ann!.next('sessionEnded')).toEqual({
      code: 'kicked',
      detail: 'server (out); you can come back in 10 minutes',
    });
    expect(await server.runConsole('kick @bob 1h30m very')).toEqual([
      '@bob was disconnected and stays out for 1 hour 30 minutes.',
    ]);
    expect(await bob!.next('sessionEnded')).toEqual({
      code: 'kicked',
      detail: 'server (very); you can come back in 1 hour 30 minutes',
    });
  });

  test('makes admins and members, at once and on all devices; an owner stays', async () => {
    const {people, server, logLines, restart, open} = await world();
    const [ann, bob] = await people('ann', 'bob');
    const second = await bob!.another();
    expect(await bob!.codeOf('adminUsers', {})).toBe('not-allowed');
    expect(await server.runConsole('admin @bob')).toEqual(['@bob is an admin now.']);
    expect([await bob!.next('roleChanged'), await second.next('roleChanged')]).toEqual([
      {role: 'admin'},
      {role: 'admin'},
    ]);
    expect(await second.codeOf('adminUsers', {})).toBe('ok');
    expect(await bob!.codeOf('userKick', {name: 'ann', reason: ''})).toBe('not-allowed');
    expect((await ann!.request('userShow', {name: 'bob'})).user.role).toBe('admin');
    expect(await server.runConsole('member ann')).toEqual(['ann owns this server and stays its owner.']);
    expect(await server.runConsole('member bob')).toEqual(['@bob is a member now.']);
    expect(await bob!.codeOf('adminUsers', {})).toBe('not-allowed');
    expect(ann!.told('roleChanged')).toEqual([]);
    const changes = logLines.map(line => JSON.parse(line) as {msg: string; name?: string; role?: string});
    expect(changes.filter(({msg}) => msg === 'role changed').map(({name, role}) => [name, role])).toEqual([
      ['bob', 'admin'],
      ['bob', 'member'],
    ]);
    await server.runConsole('admin bob');
    await restart();
    expect((await open('bob', bob!.token)).session.me.role).toBe('admin');
  });

  test('lists people, rooms and logins', async () => {
    const {people, server} = await world();
    const [ann] = await people('ann', 'bob');
    await ann!.request('topicSet', {roomId: 1, topic: 'a\u001b[31m'});
    expect((await server.runConsole('who')).map(line => line.replace(/:\d+/, ':PORT'))).toEqual([
      '@ann  127.0.0.1:PORT',
      '@bob  127.0.0.1:PORT',
      '2 online',
    ]);
    expect(await server.runConsole('rooms')).toEqual([
      expect.stringMatching(/^#lobby {2}public {2}2 members {2}4 entries {2}\d+ B {2}a\u241b\[31m$/),
    ]);
    expect(await server.runConsole('log 1')).toEqual([
      expect.stringMatching(/^\d{4}-.* {2}@bob {2}token {2}ok {2}127\.0\.0\.1:\d+$/),
    ]);
  });

  test('says something in the lobby', async () => {
    const {person, server} = await world();
    const ann = await person('ann');
    expect(await server.runConsole('say Tea at four')).toEqual([]);
    const told = await ann.next('entriesAppended', ({entries}) => entries.some(({kind}) => kind === 'message'));
    expect(told.entries).toMatchObject([{sender: 'server', text: 'Tea at four'}]);
    expect((await ann.another()).session.rooms).toMatchObject([{unread: 1}]);
  });

  test.each([
    ['', []],
    ['help', expect.arrayContaining([expect.stringMatching(/^kick @NAME \[10m\|2h\|1d\] \[why\] {2,}disconnect/)])],
    ['dance', ['There is no command dance. Use help to see them all.']],
    ['toString', ['There is no command tostring. Use help to see them all.']],
    ['kick', ['Usage: kick @NAME [10m|2h|1d] [why]']],
    ['admin', ['Usage: role @NAME guest|member|moderator|admin|owner']],
    ['admin ann bob', ['Usage: role @NAME guest|member|moderator|admin|owner']],
    ['member @nobody', ['There is nobody called nobody here.']],
    ['kick @nobody', ['There is nobody called nobody here.']],
    ['log x', ['Usage: log [how many]']],
    ['say', ['Usage: announce TEXT']],
  ])('answers %j in plain words', async (line, answer) => {
    const {server} = await world();
    expect(await server.runConsole(line)).toEqual(answer);
  });

  test('stops the server', async () => {
    const {person, server} = await world();
    const ann = await person('ann');
    await server.runConsole('stop');
    expect(await ann.next('sessionEnded')).toMatchObject({code: 'server-closing'});
    await server.whenStopped;
  });
});
