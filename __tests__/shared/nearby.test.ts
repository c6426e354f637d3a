/** On which networks somebody is announced. */
import type {NetworkInterfaceInfo} from 'node:os';
import {expect, test} from '@jest/globals';
import {announcedOn, networkOf} from '../../src/shared/nearby/networks.ts';

const at = (family: 'IPv4' | 'IPv6', address: string, bits: number) =>
  ({family, address, cidr: `${address}/${bits}`, internal: false}) as NetworkInterfaceInfo;
const of = (device: string, ...all: NetworkInterfaceInfo[]) =>
  (['IPv4', 'IPv6'] as const).map(family => networkOf(device, all, family)).filter(one => one !== undefined);

const ALL = [
  ...of('eth0', at('IPv4', '10.9.0.1', 24), at('IPv6', 'fd09::1', 64), at('IPv6', 'fe80::1', 64)),
  ...of('wg0', at('IPv6', 'fd10::1', 64)),
];
const on = (host?: string) =>
  announcedOn(host, ALL).map(({device, family, addresses}) => `${device} ${family} ${addresses.join(' ')}`);

test('a server is announced where it listens, once on each network', () => {
  expect(on()).toEqual(['eth0 IPv4 10.9.0.1', 'wg0 IPv6 fd10::1']);
  expect(on('::')).toEqual(on());
  expect(on('0.0.0.0')).toEqual(['eth0 IPv4 10.9.0.1']);
  expect(on('fd09::1')).toEqual(['eth0 IPv6 fd09::1']);
  expect(on('192.0.2.9')).toEqual([]);
});

test('an address belongs to a network by its bits, whatever interface it names', () => {
  const [old, other] = ALL;
  expect(['10.9.0.200', '10.9.1.1', '::ffff:10.9.0.2', 'x', ''].map(one => old?.isHere(one))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(['fe80::2%eth0', 'fd09::7', 'fd08::7', '10.9.0.2'].map(one => other?.isHere(one))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
