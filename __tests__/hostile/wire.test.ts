/** Requests that nobody who means well would send: unknown names, wrong shapes, foreign ids, without a login. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {closeRawLines, frame, rawSocketIo, type RawLine} from '../support/hostile/hostileWire.ts';
import {packetsFor, REQUEST_NAMES, requestsWith, type Packets} from '../support/hostile/hostilePackets.ts';
import {world, type Person, type World} from '../support/world.ts';

afterEach(closeRawLines);

interface Asker {
  /** Sends this very text as the packet's list; resolves with the answer's text. */
  ask: (list: string) => Promise<string>;
  line: RawLine;
}

async function asker(made: World, token?: string): Promise<Asker> {
  const line = await rawSocketIo(made.url, {protocolVersion: PROTOCOL_VERSION, programVersion: 'raw', token});
  let id = 0;
  return {
    line,
    async ask(list) {
      id++;
      line.write(frame(`42${id}${list}`));
      const found = new RegExp(`43${id}(\\[.*?\\}\\])`);
      return found.exec(await line.until(found))?.[1] ?? '';
    },
  };
}

const codeIn = (answer: unknown): string =>
  /"code":"([^"]*)"/.exec(typeof answer === 'string' ? answer : JSON.stringify(answer))?.[1] ?? 'ok';

/** Ann and Bob share a private room, a conversation and files; Eve is in none of them. */
async function scene(made: World) {
  const [ann, bob, eve] = (await made.people('ann', 'bob', 'eve')) as [Person, Person, Person];
  const {roomId: hidden} = await ann.request('roomCreate', {name: 'hidden', isPrivate: true, topic: 'secret'});
  await ann.request('roomInvite', {roomId: hidden, names: ['bob']});
  await bob.request('roomJoin', {name: 'hidden'});
  const {roomId: direct} = await ann.request('directOpen', {name: 'bob'});
  const offer = {clientMsgId: made.newId(), name: 'secret.txt', sizeBytes: 10};
  const {fileId} = await ann.request('fileOffer', {roomId: hidden, ...offer});
  const packets = packetsFor({roomId: hidden, fileId, roomName: 'hidden', person: 'bob', newId: made.newId});
  return {ann, bob, eve, hidden, direct, fileId, packets};
}

describe('B20 names of requests', () => {
  test.each([
    'unknown',
    'connection',
    'error',
    'message',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
    'MessageSend',
    'messageSend ',
    'entriesAppended',
    'sessionEnded',
    '',
    '\0',
    'x'.repeat(100),
  ])('%j is unknown', async name => {
    const made = await world();
    const {ask} = await asker(made, (await made.person('ann')).token);
    const answer = await ask(JSON.stringify([name, {}]));
    expect(codeIn(answer)).toBe('unknown-request');
    expect(answer.length).toBeLessThan(400);
  });

  test('of 400,000 characters are unknown too, and are not repeated', async () => {
    const made = await world();
    const {ask} = await asker(made, (await made.person('ann')).token);
    const answer = await ask(JSON.stringify(['x'.repeat(400_000), {}]));
    expect(codeIn(answer)).toBe('unknown-request');
    expect(answer.length).toBeLessThan(400);
  });

  test('a number is no name', async () => {
    const made = await world();
    const {ask} = await asker(made, (await made.person('ann')).token);
    expect(codeIn(await ask('[7,{}]'))).toBe('unknown-request');
  });

  test.each(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])(
    'the library’s own %j reaches nobody',
    async name => {
      const made = await world();
      const ann = await made.person('ann');
      const {line} = await asker(made, ann.token);
      line.write(frame(`421["${name}",{}]`));
      await line.until(/\u0088[^]+$/);
      expect(await ann.codeOf('ping', {})).toBe('ok');
    },
  );
});

describe('B21 shapes of parameters', () => {
  const DEEP = '['.repeat(10_000) + ']'.repeat(10_000);
  const SHAPES: readonly (readonly [string, (name: string) => string])[] = [
    ['nothing', name => `["${name}"]`],
    ['null', name => `["${name}",null]`],
    ['a number', name => `["${name}",7]`],
    ['a text', name => `["${name}","{}"]`],
    ['a list', name => `["${name}",[]]`],
    ['fifty', name => `["${name}"${',{}'.repeat(50)}]`],
    ['a deep list', name => `["${name}",${DEEP}]`],
    ['a deep list inside', name => `["${name}",{"roomId":${DEEP}}]`],
    ['a foreign prototype', name => `["${name}",{"__proto__":{"polluted":true}}]`],
    ['a foreign constructor', name => `["${name}",{"constructor":{"prototype":{"polluted":true}}}]`],
    ['an unknown key', name => `["${name}",{"isAdmin":true}]`],
    ['ten thousand keys', name => `["${name}",{${Array.from({length: 10_000}, (_, at) => `"k${at}":1`).join()}}]`],
    ['a placeholder without bytes', name => `["${name}",{"_placeholder":true,"num":0}]`],
  ];

  test.each(SHAPES)('%s are refused by every request', async (_title, packetOf) => {
    const made = await world();
    const {ask} = await asker(made, (await made.person('ann')).token);
    const codes: Record<string, string> = {};
    for (const name of REQUEST_NAMES) codes[name] = codeIn(await ask(packetOf(name)));
    expect(Object.entries(codes).filter(([, code]) => code !== 'bad-request')).toEqual([]);
    expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
  });

  test('a key too many beside the right ones is refused by every request', async () => {
    const made = await world();
    const {eve, packets} = await scene(made);
    const codes = await Promise.all(
      REQUEST_NAMES.map(async name => codeIn(await eve.raw(name, {...packets[name], extra: 1}))),
    );
    expect(new Set(codes)).toEqual(new Set(['bad-request']));
  });

  test('nobody is answered who does not ask, and answers to nothing are dropped', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const {line, ask} = await asker(made, ann.token);
    for (const packet of [
      '42["ping",{}]',
      '42["messageSend",null]',
      '431["x"]',
      '4399999999999999999999["x"]',
      '43-1[]',
    ]) {
      line.write(frame(packet));
    }
    line.write(frame('42["ping",{}]'));
    await Promise.race([ask('["ping",{}]').catch(() => ''), line.until(/\u0088[^]+$/).catch(() => '')]);
    expect(await ann.codeOf('ping', {})).toBe('ok');
  });
});

describe('B22 numbers', () => {
  const NUMBERS = [-1, 0.5, 1.5, -0.5, 2 ** 53, 1e308, -(2 ** 63), '1', true, null, [], {}, [1], '0x1', '1e3'];

  test('that are none are refused wherever one belongs', async () => {
    const made = await world();
    const {eve, packets} = await scene(made);
    const wrong: string[] = [];
    for (const name of REQUEST_NAMES) {
      for (const [key, value] of Object.entries(packets[name])) {
        if (typeof value !== 'number') continue;
        for (const [at, number] of NUMBERS.entries()) {
          if (at % 8 === 0) made.clock.turn(60_000);
          const code = codeIn(await eve.raw(name, {...packets[name], [key]: number}));
          if (code !== 'bad-request') wrong.push(`${name}.${key}=${JSON.stringify(number)}: ${code}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('beyond the end of a log are the end of it', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const most = Number.MAX_SAFE_INTEGER;
    expect(await ann.request('entryList', {roomId: 1, afterSeq: most})).toMatchObject({entries: []});
    expect((await ann.request('entryList', {roomId: 1, beforeSeq: most})).entries.length).toBeGreaterThan(0);
    await ann.request('cursorMove', {roomId: 1, seq: most});
    const again = await ann.another();
    const [lobby] = again.session.rooms;
    expect(lobby?.readSeq).toBe(lobby?.lastSeq);
    expect(await ann.codeOf('fileOffer', {roomId: 1, clientMsgId: made.newId(), name: 'x', sizeBytes: most})).toMatch(
      /^file-too-large/,
    );
  });
});

describe('B22 ids of what belongs to others', () => {
  const ABSENT_ROOM = 987_654;
  const ABSENT_FILE = 'A'.repeat(22);

  /** What is answered, without the id that was asked for. */
  const answerTo = async (eve: Person, name: string, params: object, id: unknown) =>
    JSON.stringify(await eve.raw(name, params)).replaceAll(new RegExp(`(?<![\\w-])${String(id)}(?![\\w-])`, 'g'), 'ID');

  const compare = async (
    eve: Person,
    packets: Packets,
    {key, foreign, absent}: {key: 'roomId' | 'fileId'; foreign: unknown; absent: unknown},
  ) => {
    const differing: string[] = [];
    for (const name of requestsWith(packets, key)) {
      const there = await answerTo(eve, name, {...packets[name], [key]: foreign}, foreign);
      const nowhere = await answerTo(eve, name, {...packets[name], [key]: absent}, absent);
      if (codeIn(there) === 'ok') differing.push(`${name} is answered`);
      if (there !== nowhere) differing.push(`${name}: ${there} and not ${nowhere}`);
    }
    return differing;
  };

  test('a private room is as good as none, for every request', async () => {
    const made = await world();
    const {eve, packets, hidden} = await scene(made);
    expect(requestsWith(packets, 'roomId').length).toBeGreaterThan(6);
    expect(await compare(eve, packets, {key: 'roomId', foreign: hidden, absent: ABSENT_ROOM})).toEqual([]);
  });

  test('so is the conversation of two others', async () => {
    const made = await world();
    const {eve, packets, direct} = await scene(made);
    expect(await compare(eve, packets, {key: 'roomId', foreign: direct, absent: ABSENT_ROOM})).toEqual([]);
  });

  test('so is their file, for every request', async () => {
    const made = await world();
    const {eve, packets, fileId} = await scene(made);
    expect(requestsWith(packets, 'fileId').length).toBe(6);
    expect(await compare(eve, packets, {key: 'fileId', foreign: fileId, absent: ABSENT_FILE})).toEqual([]);
  });

  test('so is the name of a private room, for joining it and in the list', async () => {
    const made = await world();
    const {eve} = await scene(made);
    const there = await answerTo(eve, 'roomJoin', {name: 'hidden'}, 'hidden');
    expect(there).toBe(await answerTo(eve, 'roomJoin', {name: 'absent'}, 'absent'));
    expect(JSON.stringify(await eve.request('roomList', {}))).not.toMatch(/hidden|secret/);
    expect(JSON.stringify(eve.events)).not.toMatch(/hidden|secret/);
  });

  test.each(['GET', 'HEAD', 'PATCH', 'POST'])('so are its bytes by %s', async method => {
    const made = await world();
    const {eve, fileId} = await scene(made);
    const ask = async (id: string) => {
      const isPost = method === 'POST';
      const answer = await fetch(`${made.url}/files/${isPost ? '' : id}`, {
        method,
        headers: {
          authorization: `Bearer ${eve.token}`,
          'tus-resumable': '1.0.0',
          'upload-offset': '0',
          'upload-length': '10',
          'upload-metadata': `fileId ${Buffer.from(id).toString('base64')}`,
          ...(method === 'PATCH' && {'content-type': 'application/offset+octet-stream'}),
        },
        ...(method === 'PATCH' && {body: '0123456789'}),
      });
      return {status: answer.status, text: (await answer.text()).replaceAll(id, 'ID')};
    };
    const there = await ask(fileId);
    expect(there.status).toBe(404);
    expect(there).toEqual(await ask(ABSENT_FILE));
  });

  test('somebody who left a room hears and reads nothing of it any more', async () => {
    const made = await world();
    const {ann, bob, packets, hidden} = await scene(made);
    await bob.request('roomLeave', {roomId: hidden});
    const heard = bob.told('entriesAppended').length;
    await made.say(ann, hidden, 'without bob');
    await bob.settle();
    expect(bob.told('entriesAppended').slice(heard)).toEqual([]);
    expect(await compare(bob, packets, {key: 'roomId', foreign: hidden, absent: ABSENT_ROOM})).toEqual([]);
  });
});
