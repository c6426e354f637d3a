/**
 * A conversation of several people, encrypted: all of them read, and whoever has begun anew only after somebody says who it is.
 */
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openGroup} from '../../src/client/actions/room.ts';
import {restart} from '../../src/client/encryption/devices/recovery.ts';
import {isForAll} from '../../src/shared/entries/entry.ts';
import {PASSWORD, world} from '../support/world.ts';
import {elsewhere, enter, entriesOf, person} from './support/sealedMembers.ts';

describe('a group', () => {
  test('reads, reacts and answers encrypted; who begins anew is let in again by name', async () => {
    const on = await world();
    const [alice, bob, carol] = [await person(on, 'alice'), await person(on, 'bob'), await person(on, 'carol')];
    const {roomId} = await openGroup(alice.client, ['bob', 'carol']);
    enter(alice, roomId);
    await alice.client.parts.keys.encrypt(roomId);
    const {seq} = await sendAndWait(alice.client, roomId, {text: 'for the three of us, @carol'});
    for (const one of [bob, carol]) {
      await one.sees('the group', state => state.roomById[roomId]);
      enter(one, roomId);
      await one.sees('what was said', () => one.texts(roomId).includes('for the three of us, @carol'));
      expect(one.room(roomId).lock).toMatchObject({kind: 'sealed'});
    }
    const clientMsgId = bob.client.options.newId();
    await bob.client.request('reactionSet', {roomId, seq, clientMsgId, emoji: '👍', isOn: true});
    await sendAndWait(bob.client, roomId, {text: 'by bob'});
    await carol.sees('both', () => carol.texts(roomId).includes('by bob'));
    // Who is there only the server knows, and it reads nothing: @here calls everybody, and it is asked for nothing.
    await carol.client.request('presenceSet', {state: 'away', status: 'lunch'});
    await sendAndWait(bob.client, roomId, {text: 'cake @here'});
    for (const one of [alice, carol])
      await one.sees('that it calls', () =>
        entriesOf(one, roomId).some(
          entry => 'text' in entry && entry.text === 'cake @here' && isForAll(entry, one.name),
        ),
      );
    const raw = await on.open('carol', carol.token);
    const seen = JSON.stringify((await raw.request('entryList', {roomId})).entries);
    for (const word of ['three of us', 'by bob', '👍']) expect(seen).not.toContain(word);
    // Nobody writes in it in the clear.
    const place = {roomId, clientMsgId: on.newId()};
    expect(await raw.codeOf('messageSend', {...place, kind: 'message', text: 'in the clear'})).toBe('room-sealed');

    await carol.client.close();
    const again = await elsewhere(on, carol, 'new');
    const session = await again.client.parts.keys.session();
    await restart(again.client, session, {password: PASSWORD});
    await alice.sees('that the keys changed', () =>
      alice.notices().some(text => text.includes('@carol’s keys changed')),
    );
    await again.sees('the group', state => state.roomById[roomId]);
    enter(again, roomId);
    await expect(sendAndWait(again.client, roomId, {text: 'let me in'})).rejects.toMatchObject({code: 'not-let-in'});
    await sendAndWait(alice.client, roomId, {text: 'without carol'});
    await again.sees('that there is more', () => entriesOf(again, roomId).at(-1)?.kind === 'sealed');
    await alice.client.parts.keys.encrypt(roomId);
    await sendAndWait(alice.client, roomId, {text: 'with carol again'});
    await again.sees('what is said now', () => again.texts(roomId).includes('with carol again'));
    expect(again.texts(roomId)).not.toContain('without carol');
    await sendAndWait(again.client, roomId, {text: 'by carol'});
    await bob.sees('her', () => bob.texts(roomId).includes('by carol'));
    await expect(alice.client.parts.keys.encrypt(roomId)).rejects.toMatchObject({code: 'sealed-already'});
  });

  test('holds nobody whom the server alone has put there, and needs keys of everybody', async () => {
    const on = await world();
    const [alice] = [await person(on, 'alice'), await person(on, 'bob')];
    await on.person('dora');
    const {roomId} = await openGroup(alice.client, ['bob', 'dora']);
    await expect(alice.client.parts.keys.encrypt(roomId)).rejects.toMatchObject({code: 'encrypt-impossible'});
    await expect(alice.client.parts.keys.encrypt(1)).rejects.toMatchObject({code: 'encrypt-people'});
  });
});
