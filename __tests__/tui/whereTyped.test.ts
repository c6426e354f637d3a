/** Keys that come in one read, as over a slow line: what a command means is where it was typed. */
import {writeFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {submit} from '../../src/client/input/submit.ts';
import {member, temporaryFolder} from '../client/support/member.ts';
import {NO_SETTINGS} from '../../src/tui/localSettings.ts';
import {ENTER, pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

const ALT_DOWN = '\u001B[1;3B';
const LOBBY = 1;

async function annInTwoRooms() {
  const {url} = await world();
  const ann = await member(url, 'ann');
  const bob = await member(url, 'bob');
  await submit(ann.client, '/create zoo');
  const zoo = ann.client.getState().currentRoomId!;
  await submit(bob.client, '/join zoo');
  await sendAndWait(bob.client, zoo, {text: 'in the zoo'});
  await sendAndWait(bob.client, LOBBY, {text: 'in the lobby'});
  ann.client.dispatch({type: 'roomEntered', roomId: LOBBY});
  const screen = await pilot(ann.client);
  await screen.until('in the lobby');
  return {ann, zoo, screen};
}

test('an action goes to the room it was typed in', async () => {
  const {ann, zoo, screen} = await annInTwoRooms();
  await screen.press(`/me waves${ENTER}${ALT_DOWN}`);
  await ann.sees('it', () => ann.texts(LOBBY).includes('waves'));
  expect([ann.client.getState().currentRoomId, ann.texts(zoo).includes('waves')]).toEqual([zoo, false]);
});

test('what comes into the composer comes into that of the room', async () => {
  const {screen} = await annInTwoRooms();
  await screen.press(`/quote 1${ENTER}${ALT_DOWN}`);
  await screen.until('in the zoo');
  expect(screen.text()).not.toContain('> in the lobby');
  await screen.press('\u001B[1;3A');
  await screen.until('> in the lobby');
});

test('/unread is about the room it was typed in', async () => {
  const {ann, zoo, screen} = await annInTwoRooms();
  await ann.sees('all read', ({roomById}) => roomById[LOBBY]?.room.unread === 0);
  await screen.press(`/unread${ENTER}${ALT_DOWN}`);
  await ann.sees('it unread', ({roomById}) => (roomById[LOBBY]?.room.unread ?? 0) > 0);
  expect(ann.room(zoo).room.unread).toBe(0);
});

test('what a disk refuses is told in the status line, and the screen goes on', async () => {
  const {url} = await world();
  const ann = await member(url, 'ann');
  const file = join(await temporaryFolder(), 'config.toml');
  writeFileSync(file, '');
  const keep = async (): Promise<undefined> => {
    await writeFile(join(file, 'below'), '');
  };
  const localSettings = {...NO_SETTINGS, keep};
  const screen = await pilot(ann.client, {columns: 160, localSettings});
  await screen.press(`/layout irc${ENTER}`);
  await screen.until(/a file is in the way/);
  await screen.press(`still here${ENTER}`);
  await ann.sees('it', () => ann.texts().includes('still here'));
  expect(screen.isAlternate()).toBe(true);
});
