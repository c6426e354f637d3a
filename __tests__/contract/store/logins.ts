/** The record of logins, as every store keeps it. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {expect, test} from '@jest/globals';
import {AT_MS, shelf} from '../../support/stored/shelf.ts';
import type {OpenStore} from '../store.contract.ts';

export function loginTests(open: OpenStore): void {
  test('logins are recorded as they were and listed newest first', async () => {
    const {store} = await shelf(open);
    for (const port of [1, 2, 3]) {
      const record = {name: `x'${port}`, address: '::1', port, atMs: AT_MS, isSuccess: port === 2, method: 'password'};
      await store.loginRecord(record);
    }
    const page = await store.loginList({limit: 2});
    const rest = await store.loginList({beforeId: page.at(-1)?.id ?? 0, limit: 2});
    expect([...page, ...rest].map(({port, isSuccess}) => [port, isSuccess])).toEqual([
      [3, false],
      [2, true],
      [1, false],
    ]);
    expect(page[0]).toMatchObject({name: "x'3", address: '::1', atMs: AT_MS, method: 'password'});
  });

  test('uses of a kept login are one record a day and address, counted', async () => {
    const {store} = await shelf(open);
    const day = 24 * 60 * 60 * 1000;
    const use = (address: string, atMs: number) =>
      store.loginRecord({name: 'ann', address, port: 1, atMs, isSuccess: true, method: 'token'});
    const uses = [
      use('::1', AT_MS),
      use('::1', AT_MS + 5),
      use('::2', AT_MS),
      use('::1', AT_MS + day),
      use('::1', AT_MS + 9),
    ];
    expect(await Promise.all(uses)).toEqual([true, false, true, true, false]);
    const page = await store.loginList({limit: 10});
    expect(page.map(({address, count, atMs, lastAtMs}) => [address, count, atMs, lastAtMs])).toEqual([
      ['::1', undefined, AT_MS + day, undefined],
      ['::2', undefined, AT_MS, undefined],
      ['::1', 3, AT_MS, AT_MS + 9],
    ]);
  });

  test('where people came in is known, who came last first', async () => {
    const {store} = await shelf(open);
    const came: readonly (readonly [string, string, string, boolean])[] = [
      ['ann', '::1', 'register', true],
      ['ann', '::1', 'token', true],
      ['bob', '::2', 'password', true],
      ['ann', '::1', 'token', true],
      ['ann', '::9', 'password', false],
      ['bob', '::8', 'disconnect', true],
      ['cid', '::3', 'reset', true],
      ['dan', '::4', 'ssh-key', true],
    ];
    for (const [at, [name, address, method, isSuccess]] of came.entries())
      await store.loginRecord({name, address, port: 1, atMs: AT_MS + at, isSuccess, method});
    const bob = {name: 'bob', address: '::2'};
    await store.loginList({limit: 1});
    expect(await store.loginPlaces(10)).toEqual([
      {name: 'dan', address: '::4'},
      {name: 'cid', address: '::3'},
      {name: 'ann', address: '::1'},
      bob,
    ]);
    expect(await store.loginPlaces(1)).toHaveLength(1);
  });

  test('nobody pushes out records of others: shares of accounts, networks and deeds', async () => {
    const {store} = await shelf(options => open({...options, loginsKept: {ofOne: 20, ofKind: 60}}));
    const add = (name: string, address: string, method: string, isSuccess = true) =>
      store.loginRecord({name, address, port: 1, atMs: AT_MS, isSuccess, method});
    await Promise.all([
      add('ann', '::1', 'password'),
      add('ann', '::1', 'kick'),
      add('ann', '9.9.9.9', 'password', false),
    ]);
    const flood: Promise<boolean>[] = [];
    for (let index = 0; index < 200; index++)
      for (const who of ['one', 'two', 'six', 'ten', 'all']) {
        flood.push(add(who, '::1', 'password'), add(who, '::1', 'passwd'));
        flood.push(add(who, `8.8.8.${who.charCodeAt(0)}`, 'password', false));
      }
    await Promise.all(flood);
    const kept = await store.loginList({limit: 1_000});
    const old = kept.filter(({name}) => name === 'ann').map(({method, isSuccess}) => `${method} ${isSuccess}`);
    expect(old).toEqual(['password false', 'kick true', 'password true']);
    expect(kept.length).toBe(180);
  });
}
