/** Entries of encrypted conversations that are being opened, and who asks for what follows from them. */
import {expect, test} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {openArrivals} from '../../src/client/encryption/requests/arrivals.ts';
import type {KeySession} from '../../src/client/encryption/session.ts';
import {clientOf} from './support/member.ts';
import {message, toLog} from './support/log.ts';

test('what has come is waited for until it is opened, also while it is being opened', async () => {
  const client = await clientOf({serverUrl: 'http://127.0.0.1:1'});
  const {promise, resolve} = Promise.withResolvers<KeySession>();
  const nothing = () => undefined;
  const arrivals = openArrivals(client, {session: () => promise, show: nothing, tellComers: async () => undefined});
  expect(arrivals.settled(1)).toBeUndefined();
  arrivals.take(1, toLog([message('ann')]));
  // It is not the next one any more: it is looked at.
  await nextTurn();
  const settled = arrivals.settled(1);
  expect([settled === undefined, arrivals.settled(2)]).toEqual([false, undefined]);
  let isSettled = false;
  const done = settled?.then(() => (isSettled = true));
  await nextTurn();
  expect(isSettled).toBe(false);
  resolve({
    reading: {arrived: async (_roomId: number, entries: unknown) => entries},
    searching: {take: nothing},
  } as unknown as KeySession);
  await done;
  expect(arrivals.settled(1)).toBeUndefined();
});
