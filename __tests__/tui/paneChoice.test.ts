/** What is chosen in a side pane while its rows come and go: a key acts on the row that a person saw, or on none. */
import {expect, test} from '@jest/globals';
import type {Transfer} from '../../src/client/state/state.ts';
import {DOWN, ENTER, ESC, F3, F4, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

const file = (transferId: string, changes: Partial<Transfer> = {}): Transfer => ({
  transferId,
  roomId: 1,
  fileId: `file ${transferId}`,
  direction: 'up',
  name: `${transferId}.bin`,
  peer: 'bob',
  sizeBytes: 1_024,
  doneBytes: 512,
  bytesPerSecond: 64,
  status: 'active',
  startedAtMs: 0,
  ...changes,
});

/** What became of which file. */
async function withFiles(...files: readonly Transfer[]) {
  const {client} = stage();
  const did: string[] = [];
  const note = (name: string) => async (transferId: string) => void did.push(`${name} ${transferId}`);
  Object.assign(client.parts.transfers, {cancel: note('cancel'), decline: note('decline')});
  Object.assign(client.parts, {direct: {files: {has: () => false}}});
  Object.assign(client, {
    request: async (name: string, asked: object) => (did.push(`${name} ${JSON.stringify(asked)}`), {}),
  });
  const add = (transfer: Transfer) => client.dispatch({type: 'transferAdded', transfer});
  files.forEach(add);
  const one = await pilot(client, {columns: 140, rows: 30});
  const chosen = () => one.screen().findIndex((_, y) => one.cell(120, y).isInverse);
  return {one, client, did, add, chosenRow: () => one.screen()[chosen()] ?? ''};
}

test('clearing one file away after the other neither cancels nor declines another one', async () => {
  const {one, client, did, chosenRow} = await withFiles(
    file('sending'),
    file('offer', {direction: 'down', status: 'offered'}),
    file('first', {status: 'done'}),
    file('second', {status: 'done'}),
  );
  await one.press(F4, DOWN, DOWN, 'x');
  expect(Object.keys(client.getState().transferById)).toHaveLength(3);
  // The next one to be cleared away is chosen; after the last one none is.
  expect(chosenRow()).toContain('first.bin');
  await one.press('x', 'x', 'x', ENTER);
  expect(Object.keys(client.getState().transferById)).toEqual(['sending', 'offer']);
  expect([did, chosenRow()]).toEqual([[], '']);
  await one.press(DOWN, 'x');
  expect(did).toEqual(['decline offer']);
});

test('a file that comes leaves the chosen row chosen; whoever comes back to the pane begins at the top', async () => {
  const offered = {direction: 'down', status: 'offered'} as const;
  const {one, did, add, chosenRow} = await withFiles(file('old', offered));
  await one.press(F4);
  add(file('new', offered));
  await one.until('new.bin');
  expect(chosenRow()).toContain('old.bin');
  await one.press('x');
  expect(did).toEqual(['decline old']);
  await one.press(ESC, F4, 'x');
  expect(did).toEqual(['decline old', 'decline new']);
});

test('somebody who comes to stand above leaves the chosen person chosen', async () => {
  const people = [user('bob'), user('carol')];
  const directs = people.map((partner, at) => room(at + 2, partner.name, {kind: 'direct', partner}));
  const {client} = stage({me: 'zoe', rooms: [room(1, 'lobby'), ...directs], members: people});
  const one = await pilot(client, {columns: 140});
  await one.press(F3);
  client.dispatch({type: 'contactChanged', contact: {user: user('carol'), state: 'friend', atMs: 1}});
  await one.until('Friends');
  await one.press(ENTER);
  expect(one.screen().at(-1)).toBe('@bob >');
});
