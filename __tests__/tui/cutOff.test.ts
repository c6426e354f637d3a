/** A line that is cut while one follows a room: what was missed is unread, as far as it was not on the screen. */
import {afterEach, expect, test} from '@jest/globals';
import {enterRoom, joinRoom} from '../../src/client/actions/room.ts';
import {member} from '../client/support/member.ts';
import {openFaultProxy, type FaultProxy} from '../support/machine/faultProxy.ts';
import {pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

const proxies: FaultProxy[] = [];
afterEach(() => Promise.all(proxies.splice(0).map(one => one.close())));

test.each([
  {missed: 40, unread: 40, shows: /↑ 20 unread above/},
  {missed: 4, unread: 0, shows: / new [^]*missed 1[^]*missed 4/},
])('of $missed messages that were missed, $unread stay unread', async ({missed, unread, shows}) => {
  const chat = await world();
  const proxy = await openFaultProxy(Number(new URL(chat.url).port));
  proxies.push(proxy);
  const bob = await chat.person('bob');
  const {roomId} = await bob.request('roomCreate', {name: 'dev', isPrivate: false});
  const made = await member(proxy.url, 'alice');
  await joinRoom(made.client, 'dev');
  enterRoom(made.client, roomId);
  const alice = await pilot(made.client, {columns: 80, rows: 24});
  await chat.say(bob, roomId, 'before');
  await alice.until(/ before$/m);
  await made.sees('that it is read', () => made.room(roomId).room.unread === 0);
  proxy.refuse(true);
  proxy.resetAll();
  await made.sees('the cut', ({connection}) => connection.status === 'reconnecting');
  await alice.until('no connection');
  for (let said = 1; said <= missed; said++) await chat.say(bob, roomId, `missed ${said}`);
  proxy.refuse(false);
  await alice.until(new RegExp(` missed ${missed}$`, 'm'));
  await alice.until(shows);
  await made.sees('what is left', () => made.room(roomId).room.unread === unread);
  // And so it stays: the next message is not read by following the end.
  await chat.say(bob, roomId, 'after');
  await alice.until(/ after$/m);
  expect(made.room(roomId).room.unread).toBe(unread === 0 ? 0 : unread + 1);
});
