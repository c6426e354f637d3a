/** An account whose keys were begun anew: what the formats take for it, and what not. */
import {expect, test} from '@jest/globals';
import {verifyChain, type AccountState} from '../../src/shared/sealed/accountChain.ts';
import {ROOT_SIGNER, signLink} from '../../src/shared/sealed/accountLink.ts';
import {signGrant} from '../../src/shared/sealed/consent.ts';
import {verifyStatement} from '../../src/shared/sealed/membership.ts';
import {keysOfPhrase} from '../../src/shared/sealed/phrase.ts';
import {
  chance,
  deviceFor,
  sealedPerson,
  SERVER_ID,
  statementOf,
  type SealedPerson,
} from '../support/keys/sealedPeople.ts';

const REFUSED = 'This is not what it should be';
const [alice, bob, mallory] = [sealedPerson('alice'), sealedPerson('bob'), sealedPerson('mallory')];
const people = new Map([alice, bob, mallory].map(one => [one.name, one]));
const accounts = (name: string, n: number): AccountState | undefined => people.get(name)?.states[n];
const verifying = {accounts, serverId: SERVER_ID};
const first = verifyStatement(undefined, statementOf([alice, bob]), verifying);

test('an account that is begun anew is another one to whoever had compared it, and in a room until it is let in', () => {
  const whose = {serverId: SERVER_ID, name: 'bob'};
  const fresh = keysOfPhrase(chance('another phrase').subarray(0, 16), whose);
  const device = deviceFor('bob', fresh.rootPublic, 'new');
  const before = bob.states[0]!;
  const restart = {
    type: 'restart' as const,
    n: 1,
    prev: before.head,
    ...whose,
    root: fresh.rootPublic,
    recovery: fresh.recoveryPublic,
    devices: [device.device],
    signer: ROOT_SIGNER,
  };
  const [state] = verifyChain([signLink(restart, fresh.root)], whose, before);
  expect(state).toMatchObject({n: 1, era: 1});
  for (const link of [
    signLink(restart, bob.keys.root),
    signLink({...restart, prev: chance('another chain')}, fresh.root),
    signLink({...restart, n: 2}, fresh.root),
    signLink({...restart, devices: []}, fresh.root),
    signLink({...restart, devices: [bob.first.device]}, fresh.root),
    signLink({...restart, recovery: before.recovery}, fresh.root),
    signLink({...restart, root: before.root}, bob.keys.root),
  ])
    expect(() => verifyChain([link], whose, before)).toThrow(REFUSED);
  expect(() => verifyChain([signLink(restart, fresh.root)], whose)).toThrow(REFUSED);

  const anew = {...bob, keys: fresh, first: device, states: [before, state!]};
  const since = {
    accounts: (name: string, n: number) => (name === 'bob' ? anew.states[n] : accounts(name, n)),
    serverId: SERVER_ID,
  };
  // In a direct conversation it is shown; in a room a member signs that it is the same person.
  expect(verifyStatement(first, statementOf([anew, alice], first), since).n).toBe(1);
  const room = verifyStatement(undefined, statementOf([alice, bob, mallory], undefined, {kind: 'room'}), verifying);
  const three = [alice, anew, mallory];
  const grant = {conv: room.conv, prev: room.hash, name: 'bob', root: fresh.rootPublic, historyFrom: 1};
  const byAlice = signGrant({...grant, signer: alice.first.device.dev}, alice.first.signKey);
  const byHimself = signGrant({...grant, signer: device.device.dev}, device.signKey);
  const next = (by: readonly SealedPerson[], grants: Buffer[]) =>
    verifyStatement(room, statementOf(by, room, {kind: 'room', grants}), since);
  expect(next(three, [byAlice]).n).toBe(1);
  expect(() => next(three, [])).toThrow(REFUSED);
  expect(() => next(three, [byHimself])).toThrow(REFUSED);
  expect(() => next([anew, alice, mallory], [byAlice])).toThrow(REFUSED);
});
