/** What a machine keeps of encrypted conversations in its local history: nothing in the clear. */
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, openDirect} from '../../src/client/actions/room.ts';
import type {Result} from '../../src/shared/protocol.ts';
import {world} from '../support/world.ts';
import {diskOf} from './support/disk.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import {clientOf, memberAgain, toMember, type Member} from './support/member.ts';
import {enter, person, secretsOf} from './support/sealedMembers.ts';

const history = {messagesMax: 1_000, bytesMax: 64 * 1024 ** 2};

/** The server does not tell which conversations are encrypted. */
function withoutConv({client: {line}}: Member): void {
  const straight = line.request.bind(line);
  line.request = async (name, params) => {
    const answer = await straight(name, params);
    if (name !== 'sessionOpen') return answer;
    const {rooms, ...rest} = answer as Result<'sessionOpen'>;
    return {...rest, rooms: rooms.map(({conv: _conv, ...room}) => room)} as typeof answer;
  };
}

describe('what this machine keeps of an encrypted conversation', () => {
  test.each([true, false])(
    'is never in the clear, also when it ends before the keys were looked at; the server tells of it: %s',
    async isTold => {
      const on = await world();
      const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
      const {roomId} = await openDirect(alice.client, 'bob');
      await sendAndWait(alice.client, roomId, {text: 'a secret kumquat'});
      await bob.sees('the conversation', state => state.roomById[roomId]);
      enter(bob, roomId);
      const isThere = (one: Member) => () => one.texts(roomId).includes('a secret kumquat');
      await bob.sees('the secret', isThere(bob));
      await bob.client.close();
      const options = {secretPlace: secretsOf('bob'), encryptsNew: true, history, connectsLater: true};
      const {dataDir, token} = bob;
      const next = await clientOf({serverUrl: on.url, token, dataDir, account: 'bob', ...options});
      const again = toMember(next, 'bob', token);
      if (!isTold) withoutConv(again);
      const end = moment();
      throughGates(again, {up: name => (name === 'accountLinkList' ? end.came : undefined)});
      next.line.begin();
      await again.sees('the conversation', state => state.roomById[roomId]);
      enter(again, roomId);
      await again.sees('the secret', isThere(again));
      await next.close();
      end.comes();
      expect(diskOf(bob).includes('kumquat')).toBe(false);
    },
  );

  test('has no topic of a room in the clear', async () => {
    const on = await world();
    const alice = await person(on, 'alice');
    const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true, topic: 'the papaya tree'});
    await alice.client.close();
    const options = {secretPlace: secretsOf('alice'), encryptsNew: true, history};
    const again = await memberAgain(on.url, alice, options);
    await again.sees('the topic', () => again.room(roomId).room.topic === 'the papaya tree');
    await again.client.close();
    expect(diskOf(alice).includes('papaya')).toBe(false);
    expect(diskOf(alice).includes('garden')).toBe(true);
  });
});
