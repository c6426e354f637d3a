/** Links in messages where the terminal opens them: nothing foreign gets into the sequences of a link. */
import {expect, test} from '@jest/globals';
import {member} from '../client/support/member.ts';
import {unsafeIn} from '../support/hostile/hostileOutput.ts';
import {pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

test('B15 what others write ends no link and begins none', async () => {
  const chat = await world();
  const bob = await chat.person('bob');
  const made = await member(chat.url, 'alice');
  const alice = await pilot(made.client, {columns: 100, rows: 24});
  for (const text of [
    'https://a.example/\u001B]8;;https://evil.example\u001B\\x',
    'https://a.example/\u009Cx https://a.example/\u0007y',
    'https://a.example/\u202Egpj.exe',
    'https://bank.example@evil.example/ javascript://x/ file:///etc/passwd data:text/html,x',
    '\u001B[48;5;1000mhttps://evil.example:evil/\u001B[49m',
    'the end',
  ])
    await chat.say(bob, 1, text);
  await alice.until('the end');
  await alice.until(/gpj/);
  expect(alice.raw()).not.toContain('\u001B]8;');
  expect(unsafeIn(alice.raw())).toEqual([]);
  expect(alice.escapes).toEqual([]);
});
