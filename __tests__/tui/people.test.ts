/** How people and what they do are shown. */
import {expect, test} from '@jest/globals';
import {pilot} from '../support/pilot.ts';
import {room, stage, user} from '../support/stage.ts';

test('a display name and why somebody is away stand beside the login name', async () => {
  const bob = user('bob', {displayName: 'Bob Builder', state: 'away', status: 'lunch'});
  const direct = room(4, 'bob', {kind: 'direct', partner: bob});
  const one = await pilot(stage({rooms: [direct], members: [bob]}).client, {columns: 140, rows: 30});
  expect(one.screen()[0]).toContain('@bob  away · Bob Builder · lunch');
  expect(one.text()).toContain('◐ bob Bob Builder · lunch');
});

test('one’s own action shows that it was sent', async () => {
  const {client, say} = stage();
  say(1, {kind: 'action', sender: 'alice', text: 'waves'});
  const {text} = await pilot(client);
  expect(text()).toMatch(/✓ \* alice waves/);
});
