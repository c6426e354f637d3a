/** A member who says what nobody can look up: the readers ask the server a few times, not for each of it. */
import {describe, expect, test} from '@jest/globals';
import {randomBytes} from 'node:crypto';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import {deviceIn} from '../../src/client/encryption/ownDevice.ts';
import {recipientsOf} from '../../src/shared/sealed/accountChain.ts';
import {toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {readStatement, signStatement} from '../../src/shared/sealed/statement.ts';
import {throughGates} from '../client/support/heldRequests.ts';
import type {Member} from '../client/support/member.ts';
import {bobByHand, saying} from '../client/support/sealedByHand.ts';
import {elsewhere} from '../client/support/sealedMembers.ts';

const SAID = 20;
/** For all of it. */
const ASKED_MAX = 5;

/** How often this client has asked for devices, and for keys. */
function counting(one: Member): {devices: number; keys: number} {
  const asked = {devices: 0, keys: 0};
  throughGates(one, {
    up(name) {
      if (name === 'accountLinkList') asked.devices++;
      if (name === 'epochList') asked.keys++;
      return undefined;
    },
  });
  return asked;
}

describe('B33 what nobody can look up', () => {
  test('under a state of their account that is none', async () => {
    const {on, alice, bob, accounts, say} = await bobByHand();
    const asked = counting(alice);
    for (let at = 0; at < SAID; at++) {
      const {entry} = await say(saying(`${at}`), {accountHead: randomBytes(32)});
      expect(entry).toMatchObject({kind: 'sealed', failure: 'device'});
    }
    expect(asked.devices).toBeLessThanOrEqual(ASKED_MAX);
    expect(asked.keys).toBeLessThanOrEqual(ASKED_MAX);
    // What he has in truth is read as before, also where it is new.
    const laptop = await elsewhere(on, bob, 'laptop');
    const mine = await bob.client.parts.keys.session();
    const {root} = accounts.known('bob').at(-1)!;
    const whose = {serverId: await accounts.serverId(), name: 'bob', root};
    const added = deviceIn((await laptop.client.parts.keys.session()).own, 'laptop', whose);
    const {head} = await changeDevices(bob.client, mine, {type: 'add', devices: now => [...now, added]});
    const {entry} = await say(saying('genuine'), {accountHead: head});
    expect(entry).toMatchObject({kind: 'message', text: 'genuine'});
  });

  test('under a key that nobody else was given', async () => {
    const {alice, roomId, raw, own, accounts, statement, say} = await bobByHand();
    const next = signStatement(
      {...statement, n: statement.n + 1, prev: statement.hash, commit: randomBytes(32), signer: own.dev},
      own.signKey,
    );
    const boxes = statement.members.flatMap(({name}) =>
      recipientsOf(accounts.known(name).at(-1)!).map(({id}) => ({to: id, box: toText(randomBytes(200))})),
    );
    await raw.request('epochAdd', {roomId, statement: toText(next), boxes});
    const asked = counting(alice);
    const {n, hash} = readStatement(next);
    for (let at = 0; at < SAID; at++) {
      const {entry} = await say(saying(`${at}`), {n, statement: hash}, randomBytes(32));
      expect(entry).toMatchObject({kind: 'sealed', failure: 'key-missing'});
    }
    expect(asked.devices).toBeLessThanOrEqual(ASKED_MAX);
    // One for the change itself.
    expect(asked.keys).toBeLessThanOrEqual(ASKED_MAX + 1);
  });
});
