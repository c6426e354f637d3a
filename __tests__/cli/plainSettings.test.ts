/** Settings and servers in the plain mode: what the full screen changes is changed there as well, or it is said how. */
import {afterAll, expect, test} from '@jest/globals';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, cleanUp, person, serve} from '../support/program.ts';
import {plain} from '../support/screen/plainMode.ts';

afterAll(cleanUp);

test('/set and /settings are those of the full screen, and /server says how to get to another server', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice', undefined, {CHAT_TUI_LIMIT: '2M'});
  const kept = () => readFileSync(join(alice.home, 'config.toml'), 'utf8');
  const one = await plain(alice);
  one.type('/set route relay');
  await one.reads(/route is relay from the next start on, in [^\n]*config\.toml\.\n/);
  one.type('/set limit 500k');
  await one.reads(/limit is 500k from the next start on, [^\n]* CHAT_TUI_LIMIT in the environment goes before it\.\n/);
  one.type('/set mouse on');
  await one.reads(/mouse is on from the next start on/);
  expect(kept()).toBe('route = "relay"\nlimit = "500k"\nmouse = "on"\n');
  one.type('/set rout direct');
  await one.reads(/Problem: [^\n]*did you mean route\? [^\n]*\n/);
  one.type('/set theme neon');
  await one.reads(/Problem: There is no theme neon\.[^\n]*\n/);
  one.type('/settings');
  await one.reads(/Of all your devices:\n[^]*\nnotify-rooms [^]*\nOf this machine:\n/);
  await one.reads(/limit 2M: [^]*\nroute relay: How files [^]*\ntheme: /);
  one.type('/set route default');
  await one.reads(/route is as at first/);
  expect(kept()).toBe('limit = "500k"\nmouse = "on"\n');
  one.type('/server office');
  await one.reads(/one server[^\n]* chat-tui --plain --server office\n/);
  one.type('/server add chat.example:7420');
  await one.reads(/ chat-tui join chat\.example:7420 --plain\n/);
  one.type('/server rename work');
  await one.reads(/The list of servers is changed in the full screen\. [^\n]* --server NAME\n/);
  one.type('/quit');
  expect((await one.program.ended).code).toBe(0);
});
