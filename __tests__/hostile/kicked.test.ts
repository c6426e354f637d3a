/** Who is kicked, or has lost a right, has lost it at once and everywhere: connections, ways in, uploads, downloads. */
import {request as httpRequest} from 'node:http';
import {describe, expect, test} from '@jest/globals';
import {within} from '../support/deadline.ts';
import {PASSWORD, world, type World} from '../support/world.ts';
import {creation, openDownload, PATCH, read, scene, type Scene} from '../server/filesSupport.ts';

const MINUTE_MS = 60_000;
const outFor = (time: string) => `kicked ann; you can come back in ${time}`;

async function login(made: World, name: string): Promise<string> {
  const stranger = await made.device();
  return stranger.codeOf('sessionLogin', {name, password: PASSWORD});
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
    const stranger = await made.device();
    expect(await stranger.codeOf('sessionLogin', {name: 'bob', password: 'not that one'})).toBe('login-failed');
  });

  test('while a handshake or a password is on its way stays out', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const strangers = await Promise.all([1, 2, 3].map(() => made.device()));
    const kick = ann!.request('userKick', {name: 'bob', reason: ''});
    const ways = Promise.all([
      ...strangers.map(one => one.codeOf('sessionLogin', {name: 'bob', password: PASSWORD})),
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

/** A download of bob's that has begun and an upload of ann's that has not ended, of the same file. */
async function running(made: Scene) {
  const {one, ann, offer, asAnn} = made;
  const fileId = await offer('long', 1_000_000);
  await asAnn('POST', '/files/', creation(fileId, 1_000_000));
  const upload = httpRequest(new URL(`/files/${fileId}`, one.url), {
    method: 'PATCH',
    headers: {...PATCH, 'upload-offset': '0', authorization: `Bearer ${ann.token}`},
    agent: false,
  });
  const uploadCut = new Promise<void>(resolve =>
    upload.once('error', () => resolve()).once('response', () => resolve()),
  );
  upload.write(Buffer.alloc(1_000, 'a'));
  const download = await openDownload(made, fileId);
  await read(download, 1_000);
  const downloadCut = new Promise<void>(resolve => download.once('close', resolve));
  return {fileId, upload, download, uploadCut, downloadCut};
}

/** Those whose right is untouched go on: a byte more comes through. */
async function goesOn({upload, download}: Awaited<ReturnType<typeof running>>): Promise<void> {
  upload.write('b');
  expect((await read(download, 1)).toString()).toBe('b');
}

describe('B51 a transfer whose right is gone', () => {
  type Taking = (made: Scene) => Promise<unknown>;
  const ENDS: readonly (readonly [string, 'upload' | 'download', Taking])[] = [
    ['the receiver is kicked', 'download', ({one}) => one.server.runConsole('kick bob')],
    ['the sender is kicked', 'upload', ({one}) => one.server.runConsole('kick ann 1h enough')],
    ['the receiver is banned', 'download', ({one}) => one.server.runConsole('ban bob')],
    ['the account of the receiver is disabled', 'download', ({one}) => one.server.runConsole('disable bob')],
    ['the account of the receiver is deleted', 'download', ({one}) => one.server.runConsole('delete-account bob')],
    ['the receiver logs out', 'download', ({bob}) => bob.request('sessionEnd', {})],
    ['the sender logs out', 'upload', ({ann}) => ann.request('sessionEnd', {})],
    ['the receiver leaves the room', 'download', ({bob, roomId}) => bob.request('roomLeave', {roomId})],
    [
      'the receiver has another password',
      'download',
      async ({one}) => {
        const other = await one.device();
        await other.request('sessionLogin', {name: 'bob', password: PASSWORD});
        await other.request('passwordChange', {oldPassword: PASSWORD, newPassword: 'another long password'});
      },
    ],
  ];

  test.each(ENDS)('ends at once when %s', async (_, which, take) => {
    const made = await scene();
    const both = await running(made);
    await take(made);
    const cut = (which === 'upload' ? both.uploadCut : both.downloadCut).then(() => which);
    expect(await within(`the end of the ${which}`, cut, 1_000)).toBe(which);
    both.upload.destroy();
    both.download.destroy();
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
    both.upload.destroy();
    both.download.destroy();
  });

  test('of nobody: with a role its right is gone on every device, also for what waits, and each is told within a second', async () => {
    const made = await world();
    const [, bob] = await made.people('olga', 'bob');
    const other = await bob!.another();
    await made.server.runConsole('admin bob');
    const devices = [bob!, other];
    for (const device of devices) await device.next('roleChanged', ({role}) => role === 'admin');
    const waiting = devices.map(device => Array.from({length: 40}, () => device.codeOf('adminUsers', {})));
    const taken = made.server.runConsole('member bob');
    const told = devices.map(device => device.next('roleChanged', ({role}) => role === 'member'));
    expect(await within('what they are told', Promise.all(told), 1_000)).toHaveLength(2);
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
