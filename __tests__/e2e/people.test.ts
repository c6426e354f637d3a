/** Stories about people in real terminals, small and large: friends, a conversation of three, a muted room, the list of rooms. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {account, cleanUp, person, serve} from '../support/program.ts';
import {openScreenOf, write} from '../support/screen/screens.ts';
import {KEY} from '../support/screen/terminal.ts';

afterEach(cleanUp);

describe.each([
  {columns: 80, rows: 24},
  {columns: 200, rows: 50},
])('in a terminal of $columns by $rows', size => {
  test('somebody becomes a friend, three talk, a room is muted, a favourite is on top', async () => {
    const server = await serve(person());
    const alice = await account(server, 'alice');
    const bob = await account(server, 'bob');
    const carol = await account(server, 'carol');
    await bob.call(['friend', 'add', '@alice']);
    const screen = await openScreenOf(alice, size);
    await screen.waitFor(/^#lobby >/m);
    await write(screen, '/friend accept @bob');
    await screen.waitFor(/@bob is your friend now/);
    await write(screen, '/msg @bob @carol lunch?');
    await screen.waitFor(/^@bob,carol encrypted >/m);
    await screen.waitFor(/alice ✓ lunch\?/);
    expect((await carol.call(['unread'])).stdout).toMatch(/^@alice,bob +1 unread/m);
    await carol.call(['send', '@bob,alice', 'at noon']);
    await screen.waitFor(/carol │ at noon/);
    await write(screen, '/favourite');
    await screen.waitFor(/favourites/);
    await write(screen, '/mute #lobby 2h');
    await screen.waitFor(/#lobby is muted for 2 hours/);
    await bob.call(['send', '#lobby', 'hello @alice']);
    expect(await screen.waitFor(/#lobby +@1 1/)).not.toMatch(/unread elsewhere/);
    screen.press(KEY.alt('1'));
    await screen.waitFor(/bob ┃ hello @alice/);
  });
});
