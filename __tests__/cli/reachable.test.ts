/** Which address the join link of a server that listens everywhere names. */
import {describe, expect, test} from '@jest/globals';
import type {NetworkInterfaceInfo} from 'node:os';
import {listenHost, reachableFromHere, reachableFromOutside, type Network} from '../../src/cli/serving/reachable.ts';

const at = (address: string): NetworkInterfaceInfo =>
  ({
    address,
    family: address.includes(':') ? 'IPv6' : 'IPv4',
    internal: address === '127.0.0.1' || address === '::1',
    netmask: '',
    mac: '',
    cidr: null,
    ...(address.includes(':') && {scopeid: 0}),
  }) as NetworkInterfaceInfo;

const network = (interfaces: Record<string, string[]>, defaults: Network['defaults'] = {}): Network => ({
  interfaces: Object.fromEntries(Object.entries(interfaces).map(([name, all]) => [name, all.map(at)])),
  defaults,
});

const LO = ['127.0.0.1', '::1'];
const DOCKER = network(
  {lo: LO, docker0: ['172.17.0.1', 'fe80::1'], eth0: ['fe80::2', '192.0.2.7', '2001:db8::7']},
  {IPv4: 'eth0', IPv6: 'eth0'},
);
const ONLY_IPV6 = network({lo: LO, veth1: ['fe80::1'], eth0: ['fe80::2', '2001:db8::7']}, {IPv6: 'eth0'});

describe('the join link', () => {
  test.each([
    [
      'names the interface of the default route, not the first one',
      'http://0.0.0.0:7420/join#X',
      DOCKER,
      'http://192.0.2.7:7420/join#X',
    ],
    ['names the same for both families', 'http://[::]:7420/join', DOCKER, 'http://192.0.2.7:7420/join'],
    ['names IPv6 where there is no IPv4', 'http://[::]:7420/join', ONLY_IPV6, 'http://[2001:db8::7]:7420/join'],
    [
      'names what there is where no route is known',
      'http://0.0.0.0:1/join',
      network({lo: LO, wlan0: ['192.0.2.9']}),
      'http://192.0.2.9:1/join',
    ],
    [
      'names no address that nobody gave',
      'http://0.0.0.0:1/join',
      network({eth0: ['169.254.3.4'], eth1: ['192.0.2.9']}, {IPv4: 'eth0'}),
      'http://192.0.2.9:1/join',
    ],
    [
      'names this machine where there is no network',
      'http://0.0.0.0:1/join',
      network({lo: LO}),
      'http://127.0.0.1:1/join',
    ],
    ['names what was asked for', 'http://192.0.2.1:1/join', DOCKER, 'http://192.0.2.1:1/join'],
  ])('%s', (_, url, where, wanted) => {
    expect(reachableFromOutside(url, where)).toBe(wanted);
  });

  test('of every network is that of IPv6 as well, where there is no other', () => {
    expect(listenHost('0.0.0.0', ONLY_IPV6)).toBe('::');
    for (const host of ['127.0.0.1', '::', 'localhost']) expect(listenHost(host, ONLY_IPV6)).toBe(host);
    for (const where of [DOCKER, network({lo: LO})]) expect(listenHost('0.0.0.0', where)).toBe('0.0.0.0');
  });

  test('names this machine for those who are on it', () => {
    expect(reachableFromHere('http://0.0.0.0:7420')).toBe('http://127.0.0.1:7420');
    expect(reachableFromHere('http://[::]:7420')).toBe('http://127.0.0.1:7420');
    // By the routes of this very machine, whatever they are.
    expect(reachableFromOutside('http://0.0.0.0:7420')).toMatch(/^http:\/\/[\d.]+:7420$/);
  });
});
