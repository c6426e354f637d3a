/**
 * Two clients that talk past the server: found by signals, encrypted with a key of their own, messages and files between real
 * sockets.
 */
import {randomBytes} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {acceptTransfer, cancelTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {leaveRoom} from '../../src/client/actions/room.ts';
import {submit} from '../../src/client/input/submit.ts';
import {openLinkListener} from '../../src/client/peer/link.ts';
import {connected, ROOM} from './support/direct.ts';
import {contentOf, downloads, pair, sees, sha256, transfers} from './transfersSupport.ts';
import {inStore} from '../../src/client/local/store.ts';
import {world} from '../support/world.ts';
import {member, memberAgain, type Member} from './support/member.ts';

const saysTo = (person: Member) => person.texts(ROOM);
const numberOf = ({client}: Member) => client.parts.direct.list().open[0]?.safetyNumber;

describe('a direct conversation', () => {
  test('has what both write, acknowledged by the other client, and nothing of it is on the server', async () => {
    const made = await pair();
    const {ann, bob, one} = made;
    await connected(made);
    await sendText(ann.client, ROOM, 'past the server');
    await bob.sees('it', () => saysTo(bob).includes('past the server'));
    await sendText(bob.client, ROOM, 'hello 👋');
    await ann.sees('the answer', () => saysTo(ann).includes('hello 👋'));
    await ann.sees('nothing pending', () => ann.room(ROOM).pending.length === 0);
    expect(saysTo(ann)).toEqual(['past the server', 'hello 👋']);
    expect(numberOf(ann)).toMatch(/^(\d{5} ?){5}$/);
    expect(numberOf(bob)).toBe(numberOf(ann));
    expect(ann.room(ROOM).room).toMatchObject({kind: 'direct', name: 'bob'});
    const listed = await bob.client.request('entryList', {roomId: made.roomId, limit: 200});
    expect(JSON.stringify(listed)).not.toContain('past the server');
    expect(one.url).toContain('127.0.0.1');
  });

  test('goes on while the server is away, and is there when it comes back', async () => {
    const made = await pair();
    const {ann, bob, one} = made;
    await connected(made);
    await one.restart();
    await sendText(ann.client, ROOM, 'without a server');
    await bob.sees('it', () => saysTo(bob).includes('without a server'));
    await bob.sees('the server', ({connection}) => connection.status === 'online');
    await ann.sees('the server', ({connection}) => connection.status === 'online');
    await sendText(bob.client, ROOM, 'still here');
    await ann.sees('the answer', () => saysTo(ann).includes('still here'));
    expect(saysTo(ann)).toEqual(['without a server', 'still here']);
  });

  test('ends for both when one leaves, and what is written then is never shown as sent', async () => {
    const made = await pair();
    const {ann, bob} = made;
    await connected(made);
    await leaveRoom(bob.client, ROOM);
    await ann.sees('the end', () => ann.notices().some(text => text.includes('has ended')));
    await sendText(ann.client, ROOM, 'too late');
    await ann.sees('that it failed', () => ann.room(ROOM).pending[0]?.error?.code === 'direct-ended');
    expect(saysTo(ann)).toEqual([]);
    expect(bob.client.getState().roomById[ROOM]).toBeUndefined();
  });

  test('is declined, taken back, refused to oneself and to who is not there', async () => {
    const {ann, bob} = await pair();
    await ann.client.parts.direct.ask('bob');
    await bob.sees('the request', () => bob.notices().some(text => text.includes('/direct @ann')));
    await submit(bob.client, '/direct decline @ann');
    await ann.sees('the answer', () => ann.notices().some(text => text.includes('has declined')));
    await ann.client.parts.direct.ask('bob');
    await bob.sees('the request again', () => bob.client.parts.direct.list().asked.includes('ann'));
    expect(await submit(ann.client, '/direct end @bob')).toEqual({kind: 'done'});
    await bob.sees('that it is gone', () => bob.client.parts.direct.list().asked.length === 0);
    expect(await submit(ann.client, '/direct @ann')).toMatchObject({kind: 'refused', code: 'direct-self'});
    expect(await submit(ann.client, '/direct @nobody')).toMatchObject({kind: 'refused', code: 'user-not-found'});
    await bob.client.close();
    await ann.sees('bob gone', ({userByName}) => userByName['bob']?.state === 'offline');
    expect(await submit(ann.client, '/direct @bob')).toMatchObject({kind: 'refused', code: 'direct-absent'});
  });

  test('is one where both ask at the same moment', async () => {
    const {ann, bob} = await pair();
    await Promise.all([ann.client.parts.direct.ask('bob'), bob.client.parts.direct.ask('ann')]);
    await ann.sees('the room', ({roomById}) => roomById[ROOM] !== undefined);
    await bob.sees('the room', ({roomById}) => roomById[ROOM] !== undefined);
    expect(numberOf(ann)).toBe(numberOf(bob));
    // Nobody is left to be answered.
    expect([ann, bob].map(({client}) => client.parts.direct.list().asked)).toEqual([[], []]);
  });

  test('is one where its acceptance is typed twice', async () => {
    const {ann, bob} = await pair();
    await ann.client.parts.direct.ask('bob');
    await bob.sees('the request', () => bob.client.parts.direct.list().asked.includes('ann'));
    const {direct} = bob.client.parts;
    expect(await Promise.all([direct.ask('ann'), direct.ask('ann')])).toEqual([ROOM, ROOM]);
    expect(direct.list()).toMatchObject({open: [{roomId: ROOM}], asking: []});
  });

  test.each(['logged out', 'ended'])(
    'does not open any more once it is %s while the two look for each other',
    async how => {
      const {ann, bob} = await pair();
      await ann.client.parts.direct.ask('bob');
      await bob.sees('the request', () => bob.client.parts.direct.list().asked.includes('ann'));
      let isEnded: boolean | undefined;
      ann.client.addPart({
        on: {
          signalReceived() {
            if (how === 'logged out') bob.client.dispatch({type: 'sessionClosed'});
            else isEnded = bob.client.parts.direct.end('ann');
          },
        },
      });
      const waiting = ann.client.parts.direct.opened('bob').catch((error: unknown) => error);
      await expect(bob.client.parts.direct.ask('ann')).rejects.toMatchObject({code: 'direct-ended'});
      expect(bob.client.parts.direct.list().open).toEqual([]);
      if (how === 'logged out') return;
      expect(isEnded).toBe(true);
      // The other side need not search to the end.
      expect(await waiting).toMatchObject({code: 'direct-ended'});
      expect(ann.client.parts.direct.list().open).toEqual([]);
    },
  );

  test('does not open over a meeting that was closed before the two met', async () => {
    const place = {hasLoopback: true};
    const [one, other] = await Promise.all([openLinkListener(place), openLinkListener(place)]);
    const psk = Buffer.alloc(32, 7);
    one.close();
    const meets = one.connect({sessionId: 's', psk, ...other.found, isAsker: true});
    const waits = other.connect({sessionId: 's', psk, candidates: [], isAsker: false}).catch(() => undefined);
    await expect(meets).rejects.toMatchObject({code: 'direct-failed'});
    other.close();
    expect(await waits).toBeUndefined();
  });

  test('whose request was left by a program that ended is asked for anew', async () => {
    const {ann, bob, one} = await pair();
    await ann.client.parts.direct.ask('bob');
    await bob.sees('the request', () => bob.client.parts.direct.list().asked.includes('ann'));
    const opened = ann.client.parts.direct.opened('bob').catch((error: unknown) => error);
    await ann.client.close();
    expect(await opened).toMatchObject({code: 'direct-ended'});
    await bob.sees('that it is gone', () => bob.client.parts.direct.list().asked.length === 0);
    const again = await memberAgain(one.url, ann);
    expect(await bob.client.parts.direct.ask('ann')).toBeUndefined();
    await again.sees('the request', () => again.client.parts.direct.list().asked.includes('bob'));
  });

  test('whose request is older than its asker waits is asked for anew', async () => {
    const one = await world();
    let aheadMs = 0;
    const ann = await member(one.url, 'ann');
    const bob = await member(one.url, 'bob', {now: () => Date.now() + aheadMs});
    await ann.client.parts.direct.ask('bob');
    const {direct} = bob.client.parts;
    await bob.sees('the request', () => direct.list().asked.includes('ann'));
    aheadMs = 121_000;
    await expect(direct.decline('ann')).rejects.toMatchObject({code: 'direct-absent'});
    expect(direct.list().asked).toEqual([]);
    expect(await direct.ask('ann')).toBeUndefined();
  });
});

describe('what was said directly', () => {
  const rowsOf = ({client, name}: Member) =>
    inStore({dir: client.local.dirOf(name), now: () => Date.now()}, database =>
      database
        .prepare('SELECT partner, text FROM direct_said ORDER BY place')
        .all()
        .map(row => ({...row})),
    );

  test('is kept on the side whose setting says so, on no other, and is there the next time', async () => {
    const one = await world();
    const ann = await member(one.url, 'ann', {keepsDirect: true});
    const bob = await member(one.url, 'bob');
    await connected({ann, bob});
    await sendText(ann.client, ROOM, 'kept by ann');
    await bob.sees('it', () => saysTo(bob).includes('kept by ann'));
    await sendText(bob.client, ROOM, 'and this');
    await ann.sees('the answer', () => saysTo(ann).includes('and this'));
    await ann.sees('nothing pending', () => ann.room(ROOM).pending.length === 0);
    ann.client.parts.direct.end('bob');
    await bob.sees('the end', () => bob.notices().some(text => text.includes('has ended')));
    expect(await rowsOf(ann)).toEqual([
      {partner: 'bob', text: 'kept by ann'},
      {partner: 'bob', text: 'and this'},
    ]);
    expect(await rowsOf(bob)).toEqual([]);
    await ann.client.close();
    const again = await memberAgain(one.url, ann, {keepsDirect: true});
    await connected({ann: again, bob});
    expect(saysTo(again)).toEqual(['kept by ann', 'and this']);
    expect(again.room(ROOM).room).toMatchObject({unread: 0, lastSeq: 2});
    expect(bob.texts(ROOM - 1)).toEqual([]);
    // What comes again under an id that is known is not said twice.
    expect(await submit(again.client, '/cache clear')).toMatchObject({kind: 'told'});
    expect(await rowsOf(again)).toEqual([]);
    await again.client.close();
    // Off: what was kept goes with the next conversation.
    const off = await memberAgain(one.url, ann, {});
    await connected({ann: off, bob});
    await sendText(off.client, ROOM, 'kept by nobody');
    await bob.sees('it', () => bob.texts(ROOM - 2).includes('kept by nobody'));
    expect([...(await rowsOf(off)), ...(await rowsOf(bob))]).toEqual([]);
  });

  test('stays with each of several at once, and one that ends leaves the others', async () => {
    const one = await world();
    const ann = await member(one.url, 'ann');
    const [bob, cid] = [await member(one.url, 'bob'), await member(one.url, 'cid')];
    for (const other of [bob, cid]) {
      await ann.client.parts.direct.ask(other.name);
      await other.sees('the request', () => other.client.parts.direct.list().asked.includes('ann'));
      await Promise.all([ann.client.parts.direct.opened(other.name), other.client.parts.direct.ask('ann')]);
    }
    await sendText(ann.client, ROOM, 'for bob');
    await sendText(ann.client, ROOM - 1, 'for cid');
    await bob.sees('his', () => saysTo(bob).includes('for bob'));
    await cid.sees('his', () => saysTo(cid).includes('for cid'));
    expect([saysTo(bob), saysTo(cid)]).toEqual([['for bob'], ['for cid']]);
    bob.client.parts.direct.end('ann');
    await ann.sees('the end', () => ann.client.parts.direct.list().open.filter(({isOpen}) => isOpen).length === 1);
    await sendText(cid.client, ROOM, 'still here');
    await ann.sees('it', () => ann.texts(ROOM - 1).includes('still here'));
  });
});

describe('a file in it', () => {
  test('arrives whole, past the server', async () => {
    const made = await pair();
    const {ann, bob, file} = made;
    await connected(made);
    const content = randomBytes(5_000_001);
    const [transferId] = await sendFiles(ann.client, {paths: [await file('map.bin', content)], roomId: ROOM});
    await sees(bob, 'offered');
    await acceptTransfer(bob.client, transferId!);
    await sees(bob, 'done');
    await sees(ann, 'done');
    const {path} = transfers(bob)[0]!;
    expect(sha256(await contentOf(path!))).toBe(sha256(content));
    // Chat went on beside it.
    await sendText(ann.client, ROOM, 'got it?');
    await bob.sees('a message', () => saysTo(bob).includes('got it?'));
    expect((await bob.client.request('fileList', {roomId: made.roomId})).files).toEqual([]);
  });

  test('is declined, and stopped when the conversation ends; nothing of it stays on the disk', async () => {
    const made = await pair();
    const {ann, bob, file} = made;
    await connected(made);
    const [first] = await sendFiles(ann.client, {paths: [await file('one', 1_000)], roomId: ROOM});
    await sees(bob, 'offered');
    await cancelTransfer(bob.client, first!);
    await sees(ann, 'declined');
    const [second] = await sendFiles(ann.client, {paths: [await file('two', 64 * 1024 * 1024)], roomId: ROOM});
    await sees(bob, 'offered');
    await acceptTransfer(bob.client, second!);
    await bob.sees('some of it', () => transfers(bob).some(({doneBytes}) => doneBytes > 0));
    ann.client.parts.direct.end('bob');
    await sees(bob, 'failed');
    await sees(ann, 'failed');
    await bob.sees('no rest', () => bob.client.parts.direct.files.has(second!) === false);
    expect(await downloads(bob)).toEqual([]);
    // It is offered anew in another conversation; to retry it there is nobody.
    const nothing = {kind: 'told', sentence: 'Nothing of yours has failed.'};
    expect([await submit(ann.client, '/retry'), await submit(bob.client, '/retry')]).toEqual([nothing, nothing]);
  });
});
