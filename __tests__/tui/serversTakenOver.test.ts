/** A new login in the window takes the place of one that has ended: what was on its way goes on with it. */
import {randomBytes} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {login} from '../../src/client/actions/account/session.ts';
import {getFile, sendFiles} from '../../src/client/actions/transfer.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {clientOf, member, temporaryFolder, toMember} from '../client/support/member.ts';
import {ENTER, pilot} from '../support/screen/pilot.ts';
import {playedPorts} from '../support/screen/serverPorts.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

const NEXT_PASSWORD = 'another password for tests';

/** All logins of alice end. */
async function changePassword({device}: World) {
  const elsewhere = await device();
  const {token} = await elsewhere.request('sessionLogin', {name: 'alice', password: PASSWORD, deviceName: 'elsewhere'});
  await elsewhere.close();
  const other = await device({token});
  await other.request('sessionOpen', {});
  await other.request('passwordChange', {oldPassword: PASSWORD, newPassword: NEXT_PASSWORD});
}

test('files, both ways, whose login ended while the form for another one was there', async () => {
  const on = await world();
  // Slow enough never to be done by itself.
  const first = await member(on.url, 'alice', {route: 'relay', bytesPerSecondMax: 1024});
  const bob = await member(on.url, 'bob', {route: 'relay'});
  const folder = await temporaryFolder();
  const contents = {up: randomBytes(4 * 1024 ** 2), down: randomBytes(4 * 1024 ** 2)};
  for (const [name, bytes] of Object.entries(contents)) await writeFile(join(folder, name), bytes);
  await sendFiles(bob.client, {paths: [join(folder, 'down')], roomId: on.lobby});
  await bob.sees('it sent', ({transferById}) => Object.values(transferById).every(({status}) => status === 'done'));
  await first.sees('the offer', () => first.room().entries.some(({kind}) => kind === 'file'));
  await getFile(first.client, {roomId: on.lobby, wanted: '1'});
  await sendFiles(first.client, {paths: [join(folder, 'up')], roomId: on.lobby});
  await first.sees(
    'both under way',
    ({transferById}) => Object.values(transferById).filter(({status}) => status === 'active').length === 2,
    () => JSON.stringify(first.client.getState().transferById),
  );

  const client = await clientOf({serverUrl: on.url, dataDir: first.dataDir, route: 'relay'});
  const second = toMember(client, 'alice', '');
  const {ports} = playedPorts(new Map(), async () => client);
  const alice = await pilot(first.client, {
    servers: {
      ...ports,
      forms: async asked => ({
        ...(await ports.forms(asked)),
        async login(_, {name, password}) {
          await login(client, {name, password});
          await untilStatus(client, 'online');
        },
      }),
    },
  });
  await alice.press('/server add', ENTER);
  await alice.until('Join a chat');
  await alice.press(on.url, ENTER);
  await alice.until('Password');
  await changePassword(on);
  await first.sees('that its login ended', ({connection}) => connection.status === 'ended');
  await alice.press(NEXT_PASSWORD, ENTER);
  await alice.until('#lobby');
  await second.sees(
    'both done',
    ({transferById}) =>
      ['up', 'down'].every(way =>
        Object.values(transferById).some(({direction, status}) => direction === way && status === 'done'),
      ),
    () => JSON.stringify(second.client.getState().transferById),
  );
  expect(contents.down.equals(await readFile(join(client.options.downloadsDir, 'down')))).toBe(true);
  await bob.sees('hers', () => bob.room().entries.filter(({kind}) => kind === 'file').length === 2);
  const id = await getFile(bob.client, {roomId: on.lobby, wanted: '1'});
  await bob.sees('it here', ({transferById}) => transferById[id]?.status === 'done');
  expect(contents.up.equals(await readFile(join(bob.client.options.downloadsDir, 'up')))).toBe(true);
});
