/** A mention that one has long read, in real terminals: seen while elsewhere, found again a week later, and left again. */
import {afterEach, expect, test} from '@jest/globals';
import {account, cleanUp} from '../support/program.ts';
import {openScreenOf, write} from '../support/screen/screens.ts';
import {KEY} from '../support/screen/terminal.ts';
import {world} from '../support/world.ts';

afterEach(cleanUp);

const DAY_MS = 24 * 60 * 60_000;
const DAYS = 7;
const A_DAY = 30;

test.each([
  {columns: 80, rows: 24},
  {columns: 200, rows: 50},
])(
  'Alt+A shows a mention while elsewhere; a week later the inbox leads back to it, at $columns columns',
  async size => {
    // The clock of the server is turned; that of the terminals is today's at the end.
    const on = await world({startMs: Date.now() - DAYS * DAY_MS});
    const bob = await on.person('bob');
    const {roomId} = await bob.request('roomCreate', {name: 'garden', isPrivate: false});
    const alice = await account(on, 'alice');
    await alice.call(['join', '#garden']);
    await alice.call(['read', '#garden']);

    const then = await openScreenOf(alice, size);
    await then.waitFor(/^#lobby >/m);
    await on.say(bob, roomId, 'the key is under the mat, @alice');
    await then.waitFor(/garden +@1 1/);
    then.press(KEY.alt('a'));
    await then.waitFor(/┃ the key is under the mat, @alice/);
    await then.waitFor(text => !/garden +@?\d/.test(text));
    await write(then, '/quit');
    expect(await then.exit).toMatchObject({code: 0});

    for (let day = 1; day <= DAYS; day++) {
      on.clock.turn(DAY_MS);
      for (let said = 1; said <= A_DAY; said++) await on.say(bob, roomId, `day ${day}, line ${said}`);
    }
    const now = await openScreenOf(alice, size);
    await now.waitFor(new RegExp(`garden +${DAYS * A_DAY}`));
    now.press(KEY.alt('1'));
    await now.waitFor(/^#lobby >/m);
    now.press(KEY.alt('i'));
    await now.waitFor(/Inbox[^]*@ #garden +bob .*the key is under the mat/);
    now.press(KEY.enter);
    // At its place, before the line of the next day.
    await now.waitFor(
      /the key is under the mat, @alice[^]*─ \w+, \d+ \w+ \d{4} ─[^]*day 1, line 1(?!\d)[^]*^#garden >/m,
    );
    expect(now.screen()).not.toContain(`day ${DAYS}, line`);
    now.press(KEY.escape);
    await now.waitFor(/^#lobby >/m);
    // Only what was on the screen there is read by it.
    now.press(KEY.alt('2'));
    await now.waitFor(/ new [^]*day \d, line \d[^]*new below[^]*^#garden >/m);
    await write(now, '/quit');
    expect(await now.exit).toMatchObject({code: 0});
  },
);
