/** One's own messages, from the key to the log of the room, through every way in which that can fail. */
import {describe, expect, test} from '@jest/globals';
import {discard, retryAll, sendAndWait, sendText} from '../../src/client/actions/messages/message.ts';
import {createRoom, enterRoom, joinRoom, leaveRoom, openDirect} from '../../src/client/actions/room.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {world, type World} from '../support/world.ts';
import {fakeServer, ok, refused, session} from './support/fakeServer.ts';
import {clientOf, member, memberAgain, temporaryFolder, toMember, type Member} from './support/member.ts';

const afterRealTime = (delayMs: number, run: () => void) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};
const portOf = (url: string) => Number(new URL(url).port);
const isSent = (one: Member, roomId = 1) => one.room(roomId).pending.length === 0;

/** Takes the server away; `back` brings it back in the same place. */
async function serverAway(one: World, ...people: Member[]): Promise<{back(): Promise<void>}> {
  const port = portOf(one.url);
  await one.server.close();
  for (const person of people) await person.sees('the cut', state => state.connection.status === 'reconnecting');
  return {back: () => one.restart({port})};
}

describe('a message', () => {
  test('is in the log of the room for both sides, and pending for nobody', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const bob = await member(url, 'bob');
    await sendText(ann.client, 1, 'hello');
    await bob.sees('the message', () => bob.texts().includes('hello'));
    await ann.sees('it sent', () => isSent(ann));
    expect(ann.texts()).toEqual(['hello']);
    expect(bob.room().room.unread).toBe(1);
  });

  test('is refused here when it is empty or too long, with a count that a person understands', async () => {
    const {url} = await world({settings: {limits: {messageGraphemesMax: 280, messageBytesMax: 500}}});
    const ann = await member(url, 'ann');
    const sending = (text: string) => sendText(ann.client, 1, text);
    await expect(sending(' \n ')).rejects.toMatchObject({code: 'message-empty'});
    await expect(sending('x'.repeat(281))).rejects.toMatchObject({detail: '281 of 280 characters'});
    await expect(sending('👍🏽'.repeat(281))).rejects.toMatchObject({detail: '2.2 of 0.5 KiB'});
    await expect(sending('x'.repeat(10_000))).rejects.toMatchObject({detail: '9.8 of 0.5 KiB'});
    await expect(sending('👍🏽'.repeat(100))).rejects.toMatchObject({detail: '0.8 of 0.5 KiB'});
    await sending('x'.repeat(280));
    await ann.sees('the longest one sent', () => ann.texts().length === 1 && isSent(ann));
  });

  test('to somebody who is away says once that they will get it on return', async () => {
    const {url} = await world({ports: {after: afterRealTime}});
    const ann = await member(url, 'ann');
    const bob = await member(url, 'bob');
    await ann.sees('bob', state => state.userByName['bob']?.state === 'online');
    await bob.client.close();
    await ann.sees('bob gone', state => state.userByName['bob']?.state === 'offline');
    const {roomId} = await openDirect(ann.client, 'bob');
    await sendAndWait(ann.client, roomId, {text: 'one'});
    await sendAndWait(ann.client, roomId, {text: 'two'});
    const sentence = 'bob is not online now and will get this on return.';
    expect(ann.notices().filter(text => text === sentence)).toHaveLength(1);
    expect(ann.room(roomId).asides).toContainEqual(expect.objectContaining({kind: 'notice', text: sentence}));
    const again = await memberAgain(url, bob);
    expect(again.room(roomId).room).toMatchObject({unread: 2, name: 'ann'});
  });
});

describe('without a connection', () => {
  test('messages are pending, and go out in order by themselves', async () => {
    const chat = await world();
    const ann = await member(chat.url, 'ann');
    const bob = await member(chat.url, 'bob');
    const away = await serverAway(chat, ann, bob);
    const wanted = Array.from({length: 100}, (_, index) => `message ${index}`);
    for (const text of wanted) await sendText(ann.client, 1, text);
    expect(ann.room().pending.map(pending => pending.text)).toEqual(wanted);
    await away.back();
    await bob.sees('all of them', () => bob.texts().length === 100);
    await ann.sees('all sent', () => isSent(ann));
    expect(bob.texts()).toEqual(wanted);
    expect(ann.texts()).toEqual(wanted);
  });

  test('somebody else who writes meanwhile is not lost between', async () => {
    const chat = await world();
    const ann = await member(chat.url, 'ann');
    const away = await serverAway(chat, ann);
    await sendText(ann.client, 1, 'from ann');
    await away.back();
    const bob = await member(chat.url, 'bob');
    await sendAndWait(bob.client, 1, {text: 'from bob'});
    await ann.sees('both', () => ann.texts().length === 2 && isSent(ann));
    expect(ann.texts().sort()).toEqual(['from ann', 'from bob']);
  });

  test('what was written is still there after the program was ended and started again', async () => {
    const chat = await world();
    const ann = await member(chat.url, 'ann');
    const away = await serverAway(chat, ann);
    await sendText(ann.client, 1, 'one');
    await sendText(ann.client, 1, 'two');
    await ann.client.close();
    await away.back();
    const again = await memberAgain(chat.url, ann);
    await again.sees('both', () => again.texts().length === 2 && isSent(again));
    expect(again.texts()).toEqual(['one', 'two']);
  });
});

describe('a message that the server refuses', () => {
  const tooLong = () => refused('message-too-long', '5 of 4 characters');

  test('for good is shown as failed, and the next one goes out', async () => {
    let seq = 1;
    const server = await fakeServer({
      messageSend: ({text}: {text: string}) => (text === 'bad' ? tooLong() : ok({seq: ++seq, sentAtMs: seq})),
    });
    const ann = await annAt(server.url);
    await sendText(ann.client, 1, 'bad');
    await sendText(ann.client, 1, 'good');
    await ann.sees('one of two sent', () => ann.texts().includes('good'));
    expect(ann.room().pending).toMatchObject([{text: 'bad', status: 'failed', error: {code: 'message-too-long'}}]);
    expect(ann.notices().at(-1)).toContain('Use /retry or /discard.');
  });

  test('can be sent once more', async () => {
    const server = await fakeServer({messageSend: tooLong});
    const ann = await annAt(server.url);
    await sendText(ann.client, 1, 'again');
    await ann.sees('it failed', () => ann.room().pending[0]?.status === 'failed');
    server.answers['messageSend'] = () => ok({seq: 2, sentAtMs: 2});
    expect(retryAll(ann.client)).toBe(1);
    await ann.sees('it sent', () => isSent(ann));
    expect(ann.texts()).toEqual(['again']);
    expect(retryAll(ann.client)).toBe(0);
  });

  test('stays failed over a restart, until it is thrown away', async () => {
    const server = await fakeServer({messageSend: tooLong});
    const ann = await annAt(server.url);
    await sendText(ann.client, 1, 'unwanted');
    await ann.sees('it failed', () => ann.room().pending[0]?.status === 'failed');
    await ann.client.close();
    const again = await annAt(server.url, ann.dataDir);
    await again.sees('it still failed', () => again.room().pending[0]?.status === 'failed');
    expect(discard(again.client)).toBe(1);
    expect(again.room().pending).toEqual([]);
    await again.client.close();
    const third = await annAt(server.url, ann.dataDir);
    await sendText(third.client, 1, 'new');
    expect(third.room().pending.map(({text}) => text)).toEqual(['new']);
  });

  test('for now is tried again by itself, and none overtakes it', async () => {
    let refusals = 1;
    let seq = 1;
    const server = await fakeServer({
      messageSend: () => (refusals-- > 0 ? refused('busy') : ok({seq: ++seq, sentAtMs: seq})),
    });
    const ann = await annAt(server.url);
    await sendText(ann.client, 1, 'one');
    await ann.sees('a refusal', () => server.asked.some(({name}) => name === 'messageSend'));
    await sendText(ann.client, 1, 'two');
    await sendText(ann.client, 1, 'three');
    await ann.sees('all sent', () => isSent(ann));
    expect(ann.texts()).toEqual(['one', 'two', 'three']);
  });

  test('because the person left the room is kept, said, and comes back with the room', async () => {
    const chat = await world();
    const ann = await member(chat.url, 'ann');
    const other = await memberAgain(chat.url, ann, {dataDir: await temporaryFolder()});
    const {roomId} = await createRoom(ann.client, {name: 'dev'});
    // A room without a member is gone.
    const bob = await member(chat.url, 'bob');
    await joinRoom(bob.client, 'dev');
    const away = await serverAway(chat, ann, other);
    await sendText(ann.client, roomId, 'for the others');
    await ann.client.close();
    await away.back();
    await other.sees('the connection back', state => state.connection.status === 'online');
    await leaveRoom(other.client, roomId);
    const again = await memberAgain(chat.url, ann);
    await again.sees('why', () => again.notices().some(text => text.includes('Not sent to #dev')));
    await joinRoom(again.client, 'dev');
    expect(again.room(roomId).pending).toMatchObject([{text: 'for the others', status: 'failed'}]);
    retryAll(again.client);
    await again.sees('it sent', () => again.texts(roomId).includes('for the others') && isSent(again, roomId));
  });
});

describe('a shell verb that sends', () => {
  test('gets the place in the log only when the server has stored it', async () => {
    const {url} = await world();
    const ann = await memberAgain(url, await member(url, 'ann', {isHeadless: true}), {isHeadless: true});
    const sent = await sendAndWait(ann.client, 1, {text: 'from a script'});
    expect(sent.seq).toBe(ann.room().room.lastSeq);
    expect(ann.client.getState().currentRoomId).toBeUndefined();
  });

  test('hears why it did not work, and leaves nothing behind', async () => {
    const server = await fakeServer({messageSend: () => refused('not-in-room', '#lobby')});
    const ann = await annAt(server.url);
    await expect(sendAndWait(ann.client, 1, {text: 'no'})).rejects.toMatchObject({code: 'not-in-room'});
    server.answers['messageSend'] = () => undefined;
    await expect(sendAndWait(ann.client, 1, {text: 'no', timeoutMs: 50})).rejects.toMatchObject({code: 'timed-out'});
    expect(ann.room().pending).toEqual([]);
  });
});

test('what one person has written never goes out under the name of another', async () => {
  const server = await fakeServer({messageSend: () => undefined});
  const ann = await annAt(server.url);
  const sent = () => server.asked.filter(({name}) => name === 'messageSend').length;
  await sendText(ann.client, 1, 'by ann');
  await ann.client.request('entryList', {roomId: 1});
  expect(sent()).toBe(1);
  server.answers['sessionOpen'] = () => session('bob');
  ann.client.line.connectAs('ct_bob');
  await ann.sees('bob', ({me, connection}) => me?.name === 'bob' && connection.status === 'online');
  await sendText(ann.client, 1, 'by bob');
  expect(ann.room().pending.map(({text}) => text)).toEqual(['by bob']);
  server.answers['sessionOpen'] = () => session('ann');
  ann.client.line.connectAs('ct_x');
  await ann.sees('her own message', ({me}) => me?.name === 'ann' && ann.room().pending[0]?.text === 'by ann');
  expect(ann.room().pending).toHaveLength(1);
  const texts = server.asked.flatMap(({name, params}) =>
    name === 'messageSend' ? [(params as {text: string}).text] : [],
  );
  expect(texts.slice(0, 2)).toEqual(['by ann', 'by bob']);
});

/** `ann` of a fake server. */
async function annAt(serverUrl: string, dataDir?: string): Promise<Member> {
  const client = await clientOf({serverUrl, token: 'ct_x', ...(dataDir !== undefined && {dataDir})});
  await untilStatus(client, 'online');
  const ann = toMember(client, 'ann', 'ct_x');
  await ann.sees('the room', () => ann.room().isLoaded);
  enterRoom(client, 1);
  return ann;
}

test('a room number that means another room now does not get the message', async () => {
  const server = await fakeServer();
  const ann = await annAt(server.url);
  await sendText(ann.client, 1, 'secret');
  await ann.client.close();
  server.answers['sessionOpen'] = () =>
    session('ann', [
      {
        roomId: 1,
        kind: 'public',
        name: 'other',
        topic: '',
        memberCount: 1,
        lastSeq: 1,
        readSeq: 0,
        unread: 0,
        mentions: 0,
      },
    ]);
  const again = await annAt(server.url, ann.dataDir);
  await again.sees('it failed', () => again.room().pending[0]?.status === 'failed');
  expect(server.asked.filter(({name}) => name === 'messageSend')).toHaveLength(1);
});
