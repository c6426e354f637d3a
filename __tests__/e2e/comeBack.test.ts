/** A restart in order, with people and a running upload: everybody is back when they were told to be, and nothing is lost. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test} from '@jest/globals';
import {openFaultProxy} from '../support/machine/faultProxy.ts';
import {account, cleanUp, onCleanUp, person, serve, temporaryFolder} from '../support/program.ts';
import {write} from '../support/screen/screens.ts';
import {terminal} from '../support/screen/terminal.ts';

afterEach(cleanUp);

test('a stop tells when to come back; people, what they write meanwhile, and an upload go on', async () => {
  const operator = person();
  const server = await serve(operator);
  const {port} = new URL(server.url);
  const ann = await account(server, 'ann');
  const bob = await account(server, 'bob');
  const proxy = await openFaultProxy(Number(port));
  onCleanUp(() => proxy.close());
  const path = join(temporaryFolder(), 'long.bin');
  const content = Buffer.alloc(1_500_000, 'an upload that goes on ');
  writeFileSync(path, content);
  proxy.setWeather('up', {bytesPerSecond: 60_000});
  const sender = await account({url: `http://127.0.0.1:${proxy.port}`}, 'carol');
  const screen = terminal({env: ann.env});
  await screen.waitFor(/● .*online/);
  const follower = bob.start(['tail', '#lobby', '-f']);
  const sending = sender.start(['send', '#lobby', '--file', path]);
  await follower.waitFor(/carol.* offers long\.bin/);
  // On the machine, without a login.
  expect(await operator.call(['admin', 'stop', '--back-in', '2s'])).toMatchObject({code: 0});
  expect(await server.ended).toMatchObject({code: 0});
  await screen.waitFor(/back|again|restart/i);
  await write(screen, 'written while it was away');
  await screen.waitFor('written while it was away');
  const again = operator.start(['serve', '--port', port]);
  await again.waitFor(/ready at/);
  proxy.setWeather('up', {});
  expect(await sending.ended).toMatchObject({code: 0, stderr: ''});
  // Exactly once, and acknowledged: somebody else has it.
  await follower.waitFor(/<ann> written while it was away/);
  const {stdout} = await bob.call(['tail', '#lobby']);
  expect(stdout.match(/written while it was away/g)).toHaveLength(1);
  expect(await bob.call(['get', '#lobby', 'long.bin'])).toMatchObject({code: 0});
  expect(readFileSync(join(bob.home, 'downloads', 'long.bin')).equals(content)).toBe(true);
  screen.kill();
});
