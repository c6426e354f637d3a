/** Who is kicked, or has lost a right, has lost it at once and everywhere: connections, ways in, uploads, downloads. */
import {request as httpRequest} from 'node:http';
import {describe, expect, test} from '@jest/globals';
import {parseAddress} from '../../src/shared/address.ts';
import {within} from '../support/suite/deadline.ts';
import {PASSWORD, world, type World} from '../support/world.ts';
import {asker, creation, openDownload, PATCH, read, scene, type Scene} from '../server/filesSupport.ts';

const MINUTE_MS = 60_000;
const outFor = (time: string) => `kicked ann; you can come back in ${time}`;

async function login(made: World, name: string): Promise<string> {
  const anonymous = await made.device();
  return anonymous.codeOf('sessionLogin', {name, password: PASSWORD});
}

const comeBack = (made: World, token: string): Promise<string> =>
  made.device({token}).then(
    () => 'ok',
    (error: {code: string; detail: string}) => `${error.code} ${error.detail}`,
  );

describe('B50 somebody who is kicked', () => {
  test('comes back by no way before the time is over, also after a restart, and then by every way', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await ann!.request('userKick', {name: 'bob', reason: '', forMs: 30 * MINUTE_MS});
    await bob!.ended;
    expect(await comeBack(made, bob!.token)).toBe(outFor('30 minutes'));
    expect(await login(made, 'bob')).toBe(outFor('30 minutes'));
    made.clock.turn(29 * MINUTE_MS + 1);
    await made.restart();
    expect(await comeBack(made, bob!.token)).toBe(outFor('1 minute'));
    expect(await login(made, 'bob')).toBe(outFor('1 minute'));
    made.clock.turn(MINUTE_MS);
    expect([await comeBack(made, bob!.token), await login(made, 'bob')]).toEqual(['ok', 'ok']);
  });

  test('does not learn it without the right password', async () => {
    const made = await world();
    const [ann] = await made.people('ann', 'bob');
    await ann!.request('userKick', {name: 'bob', reason: ''});
    const anonymous = await made.device();
    expect(await anonymous.codeOf('sessionLogin', {name: 'bob', password: 'not that one'})).toBe('login-failed');
  });

  test('while a handshake or a password is on its way stays out', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const unauthenticated = await Promise.all([1, 2, 3].map(() => made.device()));
    const kick = ann!.request('userKick', {name: 'bob', reason: ''});
    const ways = Promise.all([
      ...unauthenticated.map(one => one.codeOf('sessionLogin', {name: 'bob', password: PASSWORD})),
      ...[1, 2, 3].map(() => comeBack(made, bob!.token)),
    ]);
    await kick;
    await ways;
    await bob!.ended;
    await ann!.settle();
    const {users} = await ann!.request('adminUsers', {});
    expect(users.find(({user}) => user.name === 'bob')?.connections).toEqual([]);
  });

  test.each([0, -1, 1.5, 999, Number.MAX_SAFE_INTEGER, 366 * 24 * 60 * MINUTE_MS, '10m', null, [1]])(
    'is not for %j milliseconds',
    async forMs => {
      const {people} = await world();
      const [ann, bob] = await people('ann', 'bob');
      const params = {name: 'bob', reason: '', forMs: forMs as number};
      expect(await ann!.codeOf('userKick', params)).toMatch(/^bad-request forMs/);
      expect(await bob!.codeOf('ping', {})).toBe('ok');
    },
  );

  test('is told by whom and how long, however long the reason', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await ann!.request('userKick', {name: 'bob', reason: '\u{1f600}'.repeat(140)});
    const {detail} = await bob!.next('sessionEnded');
    expect(detail).toMatch(/^ann \(\u{1f600}.*; you can come back in 10 minutes$/su);
    expect([detail.length <= 280, detail.isWellFormed()]).toEqual([true, true]);
  });

  test('a second time stays out as long as was said last', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await ann!.request('userKick', {name: 'bob', reason: '', forMs: 24 * 60 * MINUTE_MS});
    await ann!.request('userKick', {name: 'bob', reason: '', forMs: 1_000});
    expect(await comeBack(made, bob!.token)).toBe(outFor('1 second'));
    made.clock.turn(1_000);
    expect(await comeBack(made, bob!.token)).toBe('ok');
  });
});

/** Where bob's other device and his transfers come from. Other systems have one loopback address. */
const FAR = process.platform === 'linux' ? '127.0.0.9' : undefined;

interface Ends {
  /** Resolves when the other side has cut it. */
  cut: Promise<unknown>;
}

/** Sends the first of a million bytes; the rest never comes by itself. */
async function beginUpload({one}: Scene, {token, fileId}: {token: string; fileId: string}, from?: string) {
  const ask = asker(one.url, token);
  await ask('POST', '/files/', creation(fileId, 1_000_000));
  const upload = httpRequest(new URL(`/files/${fileId}`, one.url), {
    method: 'PATCH',
    headers: {...PATCH, 'upload-offset': '0', authorization: `Bearer ${token}`},
    agent: false,
    ...(from !== undefined && {localAddress: from}),
  });
  const cut = new Promise<void>(resolve => upload.once('error', () => resolve()).once('response', () => resolve()));
  upload.write(Buffer.alloc(1_000, 'a'));
  return Object.assign(upload, {cut} satisfies Ends);
}

/** A download of bob's and an upload of ann's, of the same file, an upload of bob's, and his other device. */
async function running(made: Scene) {
  const {one, ann, bob} = made;
  const {roomId} = await ann.request('roomCreate', {name: 'garden', isPrivate: false, topic: ''});
  await bob.request('roomJoin', {name: 'garden'});
  const offer = {roomId, name: 'long', sizeBytes: 1_000_000};
  const {fileId} = await ann.request('fileOffer', {...offer, clientMsgId: one.newId()});
  const own = await bob.request('fileOffer', {...offer, clientMsgId: one.newId()});
  const upload = await beginUpload(made, {token: ann.token, fileId});
  const ownUpload = await beginUpload(made, {token: bob.token, fileId: own.fileId}, FAR);
  const download = await openDownload(made, fileId, FAR);
  await read(download, 1_000);
  // Both have begun: the server has bytes of them.
  const back = await openDownload(made, own.fileId, FAR);
  await read(back, 1_000);
  back.destroy();
  const downloadCut = new Promise<void>(resolve => download.once('close', resolve));
  const device = await one.device({token: bob.token, ...(FAR !== undefined && {from: FAR})});
  return {roomId, upload, ownUpload, download, downloadCut, device};
}
type Started = Awaited<ReturnType<typeof running>>;

/** Those whose right is untouched go on: a byte more comes through. */
async function goesOn({upload, download}: Started): Promise<void> {
  upload.write('b');
  expect((await read(download, 1)).toString()).toBe('b');
}

function endAll({upload, ownUpload, download}: Started): void {
  for (const one of [upload, ownUpload, download]) one.destroy();
}

describe('B51 a transfer whose right is gone', () => {
  type Taking = (made: Scene, started: Started) => Promise<unknown>;
  const says =
    (line: string): Taking =>
    async ({one}) =>
      expect(await one.server.runConsole(line)).toHaveLength(1);
  const secondLogin = async ({one}: Scene) => {
    const other = await one.device();
    await other.request('sessionLogin', {name: 'bob', password: PASSWORD});
    return other;
  };
  const LOGIN_ENDS: readonly (readonly [string, Taking])[] = [
    ['is kicked', says('kick bob 1h enough')],
    ['is banned', says('ban bob')],
    ...(FAR === undefined ? [] : [['comes from an address that is banned', says(`ban ${FAR}`)] as const]),
    ['has a disabled account', says('disable bob')],
    ['has a deleted account', says('delete-account bob')],
    ['logs out', ({bob}) => bob.request('sessionEnd', {})],
    ['is logged out by an admin', says('log-out bob 1')],
    ['revokes the device', async made => (await secondLogin(made)).request('deviceEnd', {number: 1})],
    [
      'has another password',
      async made =>
        (await secondLogin(made)).request('passwordChange', {
          oldPassword: PASSWORD,
          newPassword: 'another long password',
        }),
    ],
    [
      'has a password set by a link',
      async ({one}) => {
        const [link = ''] = await one.server.runConsole('reset-password bob');
        const {resetCode = ''} = parseAddress(link);
        const anonymous = await one.device();
        await anonymous.request('passwordReset', {resetCode, password: 'another long password'});
      },
    ],
  ];
  const ROOM_ENDS: readonly (readonly [string, Taking])[] = [
    ['leaves the room', ({bob}, {roomId}) => bob.request('roomLeave', {roomId})],
    ['is removed from the room', ({ann}, {roomId}) => ann.request('memberRemove', {roomId, name: 'bob', reason: ''})],
    ['had it in a room that is deleted', ({ann}, {roomId}) => ann.request('roomDelete', {roomId, name: 'garden'})],
  ];

  /** Between two looks at what runs lie ten seconds; whatever ends sooner was told. */
  const AT_ONCE_MS = 5_000;

  test.each([
    ...LOGIN_ENDS.map(([what, take]) => [what, true, take] as const),
    ...ROOM_ENDS.map(([what, take]) => [what, false, take] as const),
  ])('ends at once, up and down, when who has it %s', async (_, isLogin, take) => {
    const made = await scene();
    const started = await running(made);
    const {ownUpload, downloadCut, device} = started;
    await take(made, started);
    await within('the end of the download', downloadCut, AT_ONCE_MS);
    await within('the end of the upload', ownUpload.cut, AT_ONCE_MS);
    const isOver = within('the end of the connection', device.ended, isLogin ? AT_ONCE_MS : 0).then(() => 'over');
    expect(await Promise.race([isOver, ...(isLogin ? [] : [device.codeOf('ping', {})])])).toBe(isLogin ? 'over' : 'ok');
    endAll(started);
  });

  test('of somebody else, of another device and with the same role goes on', async () => {
    const made = await scene();
    const {one, bob} = made;
    await one.server.runConsole('admin bob');
    const both = await running(made);
    await one.server.runConsole('kick eve');
    const other = await one.device();
    await other.request('sessionLogin', {name: 'bob', password: PASSWORD});
    await other.request('sessionEnd', {});
    await one.server.runConsole('member bob');
    expect(await bob.codeOf('adminUsers', {})).toBe('not-allowed');
    await goesOn(both);
    endAll(both);
  });

  test('of nobody: with a role its right is gone on every device, also for what waits, within a second', async () => {
    const made = await world();
    const [, bob] = await made.people('olga', 'bob');
    const other = await bob!.another();
    await made.server.runConsole('admin bob');
    const devices = [bob!, other];
    for (const device of devices) await device.next('roleChanged', ({role}) => role === 'admin');
    const waiting = devices.map(device => Array.from({length: 40}, () => device.codeOf('adminUsers', {})));
    const taken = made.server.runConsole('member bob');
    const told = devices.map(device => device.next('roleChanged', ({role}) => role === 'member'));
    expect(await within('what they are told', Promise.all(told))).toHaveLength(2);
    await taken;
    for (const codes of await Promise.all(waiting.map(codes => Promise.all(codes)))) {
      const from = codes.findIndex(code => code !== 'ok');
      // Once one was refused, all are.
      expect(new Set(codes.slice(from < 0 ? codes.length : from))).toEqual(new Set(from < 0 ? [] : ['not-allowed']));
    }
    for (const device of devices) {
      for (const name of ['adminUsers', 'adminFiles', 'adminLog'] as const)
        expect(await device.codeOf(name, {})).toBe('not-allowed');
      const kick = {name: 'olga', reason: ''};
      expect([
        await device.codeOf('userKick', kick),
        await device.codeOf('fileDelete', {fileId: made.newId()}),
        await device.codeOf('serverStop', {}),
      ]).toEqual(['not-allowed', 'not-allowed', 'not-allowed']);
      // The session itself goes on: it is the same person.
      await made.say(device, made.lobby, 'still a member');
    }
  });

  test('is refused while the person is kicked, with the sentence', async () => {
    const made = await scene();
    const fileId = await made.put('a', Buffer.from('hello'));
    await made.one.server.runConsole('kick bob 2d');
    expect(await made.asBob('GET', `/files/${fileId}`)).toMatchObject({status: 403, code: 'kicked'});
    made.one.clock.turn(2 * 24 * 60 * MINUTE_MS);
    expect((await made.asBob('GET', `/files/${fileId}`)).bytes.toString()).toBe('hello');
  });
});
