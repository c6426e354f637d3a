/** The local history meets what the server says at the next start: what stays in force, and what the server is told. */
import {expect, test} from '@jest/globals';
import {enterRoom} from '../../src/client/actions/room.ts';
import {initialState} from '../../src/client/state/initialState.ts';
import {fakeServer, lobby, ok, session, type FakeServer} from './support/fakeServer.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {holdDisk} from './support/disk.ts';
import {user} from './support/log.ts';
import {clientOf, memberAgain, temporaryFolder, toMember, type Member} from './support/member.ts';

const history = {messagesMax: 1_000, bytesMax: 64 * 1024 ** 2};

/** The next start of ann's program. */
const annAgain = (serverUrl: string, dataDir: string): Promise<Member> =>
  memberAgain(serverUrl, {name: 'ann', token: 'ct_x', dataDir} as Member, {account: 'ann', history});

/** Her next start on a machine whose disk answers only once the server has answered somebody who came later. */
async function behindTheServer(server: Pick<FakeServer, 'url' | 'asked'>, dataDir: string): Promise<Member> {
  const login = {serverUrl: server.url, token: 'ct_x'};
  const elsewhere = await temporaryFolder();
  const release = holdDisk(elsewhere);
  const client = await clientOf({...login, dataDir, account: 'ann', history});
  await untilStatus(await clientOf({...login, dataDir: elsewhere, isHeadless: true}), 'online');
  server.asked.length = 0;
  await release();
  await untilStatus(client, 'online');
  return toMember(client, 'ann', 'ct_x');
}

const entry = (seq: number, of: string, sender = 'bob') => ({
  seq,
  id: `${of}${seq}`.padStart(22, 'x'),
  sender,
  sentAtMs: 1,
  kind: 'message',
  text: `${of} ${seq}`,
});

test('another log changes nothing of what one has set: who is blocked is not counted, one’s own words are mentions', async () => {
  const preferences = {...initialState.preferences, highlightWords: ['kiwi']};
  const contacts = [{user: user('mallory'), state: 'blocked', atMs: 1}];
  let of = 'old';
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({lastSeq: 20, readSeq: 20})], {contacts, preferences}),
    entryList({afterSeq = 0}: {afterSeq?: number}) {
      const log = Array.from({length: 20}, (_, at) => entry(at + 1, of));
      return ok({entries: log.slice(afterSeq), lastSeq: 20});
    },
  });
  const dataDir = await temporaryFolder();
  const first = await annAgain(server.url, dataDir);
  await first.sees('the log', () => first.texts().length === 20);
  await first.client.close();
  of = 'new';
  const next = await annAgain(server.url, dataDir);
  await next.sees('the log of today', () => next.texts()[0] === 'new 1');
  server.tell('entriesAppended', {roomId: 1, entries: [entry(21, 'kiwi', 'mallory'), entry(22, 'kiwi')]});
  await next.sees('what was said', () => next.texts().length === 22);
  expect(next.room().room).toMatchObject({unread: 1, mentions: 1});
});

test.each([
  [0, 'is as quick as the server'],
  [undefined, 'is as quick as the server'],
  [0, 'is slower than the server'],
  [undefined, 'is slower than the server'],
] as const)(
  'how far one has read without the server is told at the next start; places set back before: %s; the disk %s',
  async (resets, disk) => {
    const log = Array.from({length: 21}, (_, at) => entry(at + 1, 'dev'));
    let [readSeq, lastSeq] = [10, 20];
    const more = resets === undefined ? {} : {resets};
    const open = () =>
      session('ann', [lobby(), lobby({roomId: 2, name: 'dev', lastSeq, readSeq, unread: lastSeq - readSeq, ...more})]);
    const server = await fakeServer({
      sessionOpen: open,
      entryList({roomId, afterSeq = 0}: {roomId: number; afterSeq?: number}) {
        const end = roomId === 2 ? lastSeq : 1;
        return ok({entries: log.slice(afterSeq, end), lastSeq: end});
      },
      cursorMove({seq}: {seq: number}) {
        readSeq = seq;
        return ok(resets === undefined ? {} : {readSeq, resets, lastSeq, unread: lastSeq - readSeq, mentions: 0});
      },
    });
    const askedFor = (wanted: string) => server.asked.filter(({name}) => name === wanted);
    const dataDir = await temporaryFolder();
    const start = () => annAgain(server.url, dataDir);
    const first = await start();
    await first.sees('the room', ({roomById}) => roomById[2]);
    enterRoom(first.client, 2);
    await first.sees('its log', () => first.texts(2).length === 20);
    server.answers['sessionOpen'] = () => undefined;
    server.cut();
    await first.sees('that the server is gone', ({connection}) => connection.status !== 'online');
    first.client.parts.sync.markRead(2);
    await first.client.close();

    lastSeq = 21;
    server.answers['sessionOpen'] = open;
    server.asked.length = 0;
    const next = disk === 'is slower than the server' ? await behindTheServer(server, dataDir) : await start();
    await next.sees(
      'what is new',
      ({roomById}) => askedFor('sessionOpen').length > 2 || roomById[2]?.room.unread === 1,
    );
    expect(next.room(2)).toMatchObject({room: {readSeq: 20, unread: 1}, needsCounts: false});
    expect(askedFor('cursorMove').map(({params}) => params)).toEqual([{roomId: 2, seq: 20, ...more}]);
    expect(askedFor('sessionOpen').length).toBeLessThanOrEqual(2);
  },
);
