/** The record of logins, as every store keeps it. */
/* oxlint-disable jest/no-export -- run by the contract, once for each store */
import {expect, test} from '@jest/globals';
import {AT_MS, shelf} from '../../support/shelf.ts';
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
}
