/** Rooms that are moved by hand while the server, which tells new places before it answers, has not: what is shown, and stays. */
import {expect, test} from '@jest/globals';
import {orderRooms} from '../../src/client/actions/people/preferences.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {initialState} from '../../src/client/state/initialState.ts';
import {orderedRooms} from '../../src/client/state/selectors.ts';
import {PROTOCOL_MINOR} from '../../src/shared/version.ts';
import {fakeServer, lobby, ok, refused, session} from './support/fakeServer.ts';
import {clientOf, toMember} from './support/member.ts';

/** Three rooms, ordered by hand or by name, at a server that answers each request for an order when the test says so. */
async function moving(roomOrder: 'hand' | 'name' = 'hand') {
  const mine = (place: number) => ({mutedUntilMs: 0, isFavourite: false, place});
  const rooms = [1, 2, 3].map(roomId => lobby({roomId, name: `room${roomId}`, mine: mine(roomId)}));
  const protocol = {minor: PROTOCOL_MINOR, capabilities: ['rooms']};
  const asked: PromiseWithResolvers<unknown>[] = [];
  const set: unknown[] = [];
  const server = await fakeServer({
    sessionOpen: () =>
      session('ann', rooms, {
        server: {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false, protocol},
        preferences: {...initialState.preferences, roomOrder},
      }),
    roomOrderSet: () => (asked[asked.push(Promise.withResolvers()) - 1] as PromiseWithResolvers<unknown>).promise,
    preferencesSet: change => ok({...initialState.preferences, ...(set.push(change), change as object)}),
  });
  const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
  await untilStatus(client, 'online');
  const ann = toMember(client, 'ann', 'ct_x');
  const order = () =>
    orderedRooms(client.getState())
      .map(({room}) => room.roomId)
      .join();
  return {
    client,
    order,
    set,
    move: (...roomIds: number[]) => {
      const moved = orderRooms(client, roomIds);
      // It is looked at when the test has answered.
      moved.catch(() => undefined);
      return moved;
    },
    answer: async (at: number, what: unknown) => {
      await ann.sees(`request ${at}`, () => asked[at] !== undefined);
      asked[at]!.resolve(what);
    },
    tell: (...roomIds: number[]) =>
      roomIds.forEach((roomId, at) => server.tell('roomPreferencesChanged', {roomId, mine: mine(at + 1)})),
    mute: (roomId: number) => server.tell('roomPreferencesChanged', {roomId, mine: {...mine(roomId), mutedUntilMs: 9}}),
    isMuted: (roomId: number) =>
      ann.sees('what was told', () => client.getState().roomById[roomId]?.room.mine?.mutedUntilMs === 9),
    sees: (wanted: string) => ann.sees(wanted, () => order() === wanted),
  };
}

test('rooms that are moved again before the server has answered stand where they were moved last', async () => {
  const {move, answer, tell, mute, isMuted, order, sees} = await moving();
  const done = Promise.all([move(1, 3, 2), move(3, 1, 2)]);
  await sees('3,1,2');
  tell(1, 3, 2);
  mute(1);
  await isMuted(1);
  expect(order()).toBe('3,1,2');
  await answer(0, ok());
  await answer(1, ok());
  await done;
  tell(2, 1, 3);
  await sees('2,1,3');
});

test('an order that the server refuses takes nothing of a later one with it', async () => {
  const {move, answer, tell, order} = await moving();
  const [first, second] = [move(1, 3, 2), move(3, 1, 2)];
  await answer(0, refused('not-in-room'));
  await expect(first).rejects.toMatchObject({code: 'not-in-room'});
  expect(order()).toBe('3,1,2');
  tell(3, 1, 2);
  await answer(1, ok());
  await second;
  expect(order()).toBe('3,1,2');
});

test('of two orders the later one is refused: the earlier one stands', async () => {
  const {move, answer, tell, order} = await moving();
  const [first, second] = [move(1, 3, 2), move(3, 1, 2)];
  tell(1, 3, 2);
  await answer(0, ok());
  await first;
  expect(order()).toBe('3,1,2');
  await answer(1, refused('not-in-room'));
  await expect(second).rejects.toMatchObject({code: 'not-in-room'});
  expect(order()).toBe('1,3,2');
});

test('an order of another device that comes before the answer stands', async () => {
  const {move, answer, tell, sees, order} = await moving('name');
  const moved = move(1, 3, 2);
  tell(1, 3, 2);
  tell(2, 1, 3);
  await answer(0, ok());
  await moved;
  await sees('2,1,3');
  expect(order()).toBe('2,1,3');
});

test('where all orders are refused, rooms stand as the server says by then, ordered as before', async () => {
  const {move, answer, tell, mute, isMuted, order, client} = await moving('name');
  const [first, second] = [move(1, 3, 2), move(3, 1, 2)];
  expect(order()).toBe('3,1,2');
  tell(2, 1, 3);
  mute(3);
  await isMuted(3);
  await answer(1, refused('not-in-room'));
  await answer(0, refused('not-in-room'));
  await expect(first).rejects.toMatchObject({code: 'not-in-room'});
  await expect(second).rejects.toMatchObject({code: 'not-in-room'});
  expect(client.getState().preferences.roomOrder).toBe('name');
  expect([1, 2, 3].map(roomId => client.getState().roomById[roomId]?.room.mine?.place)).toEqual([2, 1, 3]);
});

test('the list stays ordered by hand where the first order is refused and a later one is not', async () => {
  const {move, answer, set, client} = await moving('name');
  const [first, second] = [move(1, 3, 2), move(3, 1, 2)];
  await answer(0, refused('not-in-room'));
  await expect(first).rejects.toMatchObject({code: 'not-in-room'});
  await answer(1, ok());
  await second;
  expect(set).toEqual([{roomOrder: 'hand'}]);
  expect(client.getState().preferences.roomOrder).toBe('hand');
});
