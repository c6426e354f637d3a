/** Devices that are approved or revoked while another device changes the same list: what was decided meanwhile stays decided. */
import {expect, test} from '@jest/globals';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import {revokeDevice} from '../../src/client/input/keyDevices.ts';
import {world, type World} from '../support/world.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import type {Member} from './support/member.ts';
import {approve, approvedElsewhere, elsewhere, person} from './support/sealedMembers.ts';

const labelsOf = async (one: Member): Promise<string[]> => {
  const {accounts} = await one.client.parts.keys.session();
  return (await accounts.refresh('bob'))
    .at(-1)!
    .devices.map(({label}) => label)
    .toSorted();
};

/** Bob has a second machine, and one that is stolen. */
async function threeDevices(on: World) {
  const bob = await person(on, 'bob');
  const {other: second, theirs} = await approvedElsewhere(on, bob, 'second');
  await approvedElsewhere(on, bob, 'stolen');
  await theirs.accounts.refresh('bob');
  return {bob, second, theirs};
}

/** What the server says of devices comes late to this one. @returns a function that lets it through */
function deaf(one: Member): () => void {
  const heard = moment();
  const open = throughGates(one, {up: name => (name === 'accountLinkList' ? heard.came : undefined)});
  return () => {
    open();
    heard.comes();
  };
}

test('an approval that is under way does not bring back a device that was revoked meanwhile', async () => {
  const on = await world();
  const {bob, second, theirs} = await threeDevices(on);
  const fresh = await elsewhere(on, bob, 'new');
  await fresh.client.parts.keys.pairing.ask();
  await bob.sees('that it asks', () => bob.notices().some(text => text.includes('asks to be approved')));
  await bob.client.parts.keys.pairing.approve();
  for (const one of [fresh, bob])
    await one.sees('seven words', () => one.notices().some(text => text.startsWith('Seven words')));
  await fresh.client.parts.keys.pairing.confirm(true);
  const hear = deaf(bob);
  await changeDevices(second.client, theirs, {
    type: 'revoke',
    devices: now => now.filter(({label}) => label !== 'stolen'),
  });
  const confirmed = bob.client.parts.keys.pairing.confirm(true);
  hear();
  await confirmed;
  await fresh.sees('that it is approved', () => fresh.notices().some(text => text.includes('is approved')));
  expect(await labelsOf(second)).toEqual(['new', 'second', 'test']);
});

test('a device is revoked alone, also where another one was approved meanwhile', async () => {
  const on = await world();
  const {bob, second} = await threeDevices(on);
  const fresh = await elsewhere(on, bob, 'new');
  const {accounts} = await bob.client.parts.keys.session();
  const at = accounts
    .known('bob')
    .at(-1)!
    .devices.findIndex(({label}) => label === 'stolen');
  // Between its two looks at the list.
  const refresh = moment();
  const looked = moment();
  throughGates(bob, {
    up(name, nth) {
      if (name !== 'accountLinkList' || nth !== 2) return undefined;
      looked.comes();
      return refresh.came;
    },
  });
  const revoked = revokeDevice(bob.client, String(at + 1));
  await looked.came;
  await approve(second, fresh, 'new');
  refresh.comes();
  await revoked;
  expect(await labelsOf(second)).toEqual(['new', 'second', 'test']);
});
