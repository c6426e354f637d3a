/** One network with many accounts: so many of its connections stand, whichever way they came in; others have their places. */
import {describe, expect, test} from '@jest/globals';
import {loginMessage, signedData} from '../../src/shared/access/sshKey.ts';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import type {Device} from '../support/person.ts';
import {ed25519} from '../support/keys/sshKeys.ts';
import {PASSWORD, world} from '../support/world.ts';

const MAX = 5;
const at = (address: string) => ({headers: {'x-forwarded-for': address}});
const codeOf = (device: Promise<Device>): Promise<string> =>
  device.then(
    () => 'ok',
    (error: {code: string}) => error.code,
  );

describe('B307 connections that stand', () => {
  test('are so many of one network, by token, password or a new account, one by one or all at once', async () => {
    const made = await world({settings: {trustedProxies: ['127.0.0.1'], connectionsPerNetworkMax: MAX}});
    const people = await made.people('ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus');
    const ann = people[0]!;
    // This machine, and a proxy that tells no address, are not counted.
    expect(await codeOf(made.device({token: ann.token}))).toBe('ok');
    const crowd = (address: (index: number) => string) =>
      Promise.allSettled(
        Array.from({length: 14}, async (_, index) => {
          const one = await made.device({token: people[index % 7]!.token, ...at(address(index))});
          await one.request('sessionOpen', {});
          return one;
        }),
      );
    const inside = (await crowd(() => '203.0.113.7')).flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
    expect(inside).toHaveLength(MAX);
    const refused = async (options: object) => [
      await codeOf(made.device({token: ann.token, ...options})),
      await (await made.device(options)).codeOf('sessionLogin', {name: 'bob', password: PASSWORD}),
      await (await made.device(options)).codeOf('accountRegister', {name: 'mallory', password: PASSWORD}),
    ];
    expect(await refused(at('203.0.113.7'))).toEqual(['network-full', 'network-full 5', 'network-full 5']);
    expect(await codeOf(made.device({token: ann.token, ...at('203.0.113.8')}))).toBe('ok');
    // Whoever has one address of IPv6 has the network.
    const six = await crowd(index => `2001:db8:5:6::${index + 1}`);
    expect(six.filter(({status}) => status === 'fulfilled')).toHaveLength(MAX);
    expect(await codeOf(made.device({token: ann.token, ...at('2001:db8:5:7::1')}))).toBe('ok');
    // A place that is left is one for the next.
    await inside[0]!.close();
    await inside[1]!.request('ping', {});
    expect(await codeOf(made.device({token: people[6]!.token, ...at('203.0.113.7')}))).toBe('ok');
    expect(await codeOf(made.device({token: people[6]!.token, ...at('203.0.113.7')}))).toBe('network-full');
    // Many logins at once, on connections that stand already.
    const unauthenticated = await Promise.all(Array.from({length: 12}, () => made.device(at('198.51.100.1'))));
    const codes = await Promise.all(
      unauthenticated.map((one, index) =>
        one.codeOf('sessionLogin', {name: people[index % 7]!.name, password: PASSWORD}),
      ),
    );
    expect(codes.filter(code => code === 'ok')).toHaveLength(MAX);
    expect(new Set(codes)).toEqual(new Set(['ok', 'network-full 5']));
    expect(await codeOf(made.device({token: ann.token}))).toBe('ok');
  });

  test('are so many of one account, also of many logins by a key at once', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const key = ed25519();
    await bob!.request('sshKeyAdd', {line: key.line});
    const max = FIXED_LIMITS.connectionsPerUserMax;
    await Promise.all(Array.from({length: max - 2}, () => made.device({token: bob!.token})));
    const keyBlob = key.blob.toString('base64');
    const signed = await Promise.all(
      Array.from({length: 10}, async () => {
        const one = await made.device();
        const {challenge} = await one.request('sshChallenge', {});
        const message = loginMessage({server: made.url, name: 'bob', challenge});
        const signature = key.sign(signedData(message)).toString('base64');
        return {one, params: {name: 'bob', server: made.url, keyBlob, signature}};
      }),
    );
    const codes = await Promise.all(signed.map(({one, params}) => one.codeOf('sshLogin', params)));
    expect(codes.toSorted()).toEqual(['ok', ...Array<string>(9).fill(`too-many-connections ${max}`)]);
    expect((await bob!.request('deviceList', {})).devices).toHaveLength(2);
  });
});
