/** Registering, logging in and out, and the ends that a session can find. */
import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';
import {describe, expect, test} from '@jest/globals';
import {comeBack, goAway, kick, showUser} from '../../src/client/actions/people/presence.ts';
import {changePassword, login, logout, quit, register} from '../../src/client/actions/account/session.ts';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {until, untilStatus} from '../../src/client/log/waiting.ts';
import {takeOwnerCode} from '../support/keys/ownerCodes.ts';
import {PASSWORD, world} from '../support/world.ts';
import {clientOf, member, memberAgain, toMember} from './support/member.ts';

const realTime = (delayMs: number, run: () => void) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

describe('an account', () => {
  test('is registered, and its owner is in the lobby', async () => {
    const {url} = await world();
    const client = await clientOf({serverUrl: url});
    const {token, name} = await register(client, {name: 'ann', password: PASSWORD, ...takeOwnerCode(url)});
    const {connection, me, currentRoomId, roomById} = client.getState();
    expect({name, connection, role: me?.role}).toEqual({name: 'ann', connection: {status: 'online'}, role: 'owner'});
    expect(roomById[currentRoomId ?? 0]?.room.name).toBe('lobby');
    expect(client.getToken()).toBe(token);
  });

  test('is logged in to with the right password only, and a refusal leaves the client usable', async () => {
    const {url} = await world();
    await member(url, 'ann');
    const client = await clientOf({serverUrl: url});
    const wrong = login(client, {name: 'ann', password: 'not the password'});
    await expect(wrong).rejects.toMatchObject({code: 'login-failed'});
    await expect(register(client, {name: 'ann', password: PASSWORD})).rejects.toMatchObject({code: 'name-taken'});
    await login(client, {name: 'ann', password: PASSWORD});
    expect(client.getState().me?.name).toBe('ann');
  });

  test('is logged in to although the form stood open for longer than a connection may be without a login', async () => {
    const {url} = await world({ports: {loginMs: 300}});
    await member(url, 'ann');
    const client = await clientOf({serverUrl: url});
    const untilLine = (status: string) =>
      until(client, ({connection}) => (connection.status === status ? true : undefined), 60_000);
    await untilLine('reconnecting');
    await untilLine('anonymous');
    await login(client, {name: 'ann', password: PASSWORD});
    expect(client.getState().me?.name).toBe('ann');
  });

  test('that was logged out is forgotten here, and its token is void', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    await sendText(ann.client, 1, 'hello');
    await ann.sees('it sent', () => ann.room().pending.length === 0);
    await logout(ann.client);
    await untilStatus(ann.client, 'anonymous');
    expect(ann.client.getState()).toMatchObject({roomById: {}, invites: []});
    expect(ann.client.getState().me).toBeUndefined();
    await expect(memberAgain(url, ann)).rejects.toMatchObject({code: 'session-expired'});
    await login(ann.client, {name: 'ann', password: PASSWORD});
    await ann.sees('the room again', () => ann.texts().length === 1);
  });

  test('with a void token can be logged in to on the same client', async () => {
    const {url} = await world();
    await member(url, 'ann');
    const client = await clientOf({serverUrl: url, token: `ct_${'x'.repeat(43)}`});
    await expect(untilStatus(client, 'online')).rejects.toMatchObject({code: 'session-expired'});
    await login(client, {name: 'ann', password: PASSWORD});
    expect(client.getState().connection.status).toBe('online');
  });

  test('with a new password ends the other logins, not this one', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const other = await memberAgain(url, ann);
    const second = await clientOf({serverUrl: url});
    await login(second, {name: 'ann', password: PASSWORD});
    await changePassword(ann.client, {oldPassword: PASSWORD, newPassword: 'another fine password'});
    await toMember(second, 'ann', '').sees('the end', ({connection}) => connection.status === 'ended');
    await ann.client.request('ping', {});
    expect(other.name).toBe('ann');
  });
});

describe('a person', () => {
  test('is told by whom and why they were disconnected, and is not connected again', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const bob = await member(url, 'bob');
    await expect(kick(bob.client, '@ann')).rejects.toMatchObject({code: 'not-allowed'});
    await kick(ann.client, '@bob', 'enough');
    await bob.sees('the end', ({connection}) => connection.status === 'ended' && connection.code === 'kicked');
    const {connection} = bob.client.getState();
    expect(connection).toMatchObject({detail: expect.stringContaining('ann')});
    await ann.sees('the entry', () =>
      ann.room().entries.some(entry => entry.kind === 'kicked' && entry.text === 'enough'),
    );
  });

  test('who is away says why, comes back, and leaves with a quit message', async () => {
    const {url} = await world({ports: {after: realTime}});
    const ann = await member(url, 'ann');
    const bob = await member(url, 'bob');
    const bobIs = (wanted: string) =>
      ann.sees(wanted, ({userByName: {bob: seen}}) => `${seen?.state} ${seen?.status}`.trim() === wanted);
    await bobIs('online');
    await goAway(bob.client, 'lunch');
    expect(bob.client.getState().me).toMatchObject({state: 'away', status: 'lunch'});
    await bobIs('away lunch');
    await comeBack(bob.client);
    await bobIs('online');
    await quit(bob.client, 'see you');
    await bobIs('offline see you');
    // A quit message is a row of the room; coming is quiet.
    expect(ann.room().asides.map(aside => aside.kind === 'presence' && aside.state)).toEqual(['offline']);
    expect(ann.room().room.unread).toBe(0);
  });

  test('who is away stays away over a cut', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    await goAway(ann.client, 'lunch');
    ann.client.line.retry('disconnected', '');
    await ann.sees('the cut', ({connection}) => connection.status === 'reconnecting');
    await ann.sees('being away', ({connection, me}) => connection.status === 'online' && me?.status === 'lunch');
    expect((await showUser(ann.client, 'ann')).user).toMatchObject({state: 'away', status: 'lunch'});
  });

  test('sees what failed in the background as a line, not as a crash', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    ann.client.background(showUser(ann.client, 'nobody'));
    ann.client.background(Promise.reject(new TypeError('a bug')));
    await ann.sees('both', () => ann.notices().length === 2);
    expect(ann.notices()).toEqual(
      expect.arrayContaining([
        'There is nobody called nobody here.',
        expect.stringMatching(/^Something failed.*a bug/),
      ]),
    );
  });
});

test('a closed client keeps nothing running', async () => {
  const {url} = await world();
  const ann = await member(url, 'ann');
  await ann.client.close();
  await expect(ann.client.request('ping', {})).rejects.toMatchObject({code: 'disconnected'});
});

test('a client that was closed, or logged out, before its line was begun reaches for nobody when it is begun', async () => {
  let count = 0;
  const listener = createServer(socket => void (count++, socket.destroy()));
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const serverUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const later = () => clientOf({serverUrl, token: 'ct_x', connectsLater: true});
  const [closed, ended, loading, begun] = [await later(), await later(), await later(), await later()];
  await closed.close();
  closed.line.begin();
  ended.line.end('not-signed-in', '');
  ended.line.begin();
  // What it stands on is being loaded.
  loading.line.begin();
  loading.line.begin();
  await loading.close();
  begun.line.begin();
  await until(begun, ({connection}) => (connection.status === 'reconnecting' ? true : undefined), 60_000);
  await begun.close();
  expect(ended.getState().connection.status).toBe('ended');
  expect(count).toBeGreaterThan(0);
  const before = count;
  // Somebody who logs in after that has a line.
  ended.line.connectAs('ct_y');
  await until(ended, ({connection}) => (connection.status === 'reconnecting' ? true : undefined), 60_000);
  expect([closed, loading].map(one => one.getState().connection.status)).toEqual(['connecting', 'connecting']);
  expect(count).toBeGreaterThan(before);
  listener.close();
});
