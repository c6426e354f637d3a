/** Finding one's place in real terminals: a room of 100,000 messages, two devices of one person, a mention while elsewhere. */
import {afterEach, expect, test} from '@jest/globals';
import {newId} from '../../src/cli/shell.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {account, cleanUp, person, serve, temporaryFolder} from '../support/program.ts';
import {openScreenOf, write} from '../support/screen/screens.ts';
import {KEY} from '../support/screen/terminal.ts';

afterEach(cleanUp);

const SIZES = [
  {columns: 80, rows: 24},
  {columns: 200, rows: 50},
];
const MANY = 100_000;
const AT_ONCE = 10_000;

/** Said while the server is away, so that it does not take minutes. */
async function fill(dataDir: string, by: string, room: string): Promise<void> {
  const store = await openSqliteStore({dataDir, now: Date.now, newId});
  const userId = (await store.accountFind(by))?.userId ?? 0;
  const roomId = (await store.roomFind(room, userId))?.roomId ?? 0;
  for (let said = 0; said < MANY; said += AT_ONCE) {
    const batch = Array.from({length: AT_ONCE}, (_, at) => `line ${said + at + 1}`);
    await Promise.all(
      batch.map(text =>
        store.entryAppend({roomId, userId, body: {kind: 'message', id: newId(), text}, atMs: Date.now()}),
      ),
    );
  }
  await store.close();
}

test('a room of 100,000 messages opens at its first unread one, and from there one reads in both directions', async () => {
  const dataDir = temporaryFolder();
  const owner = person();
  const first = await serve(owner, ['--data', dataDir]);
  const alice = await account(first, 'alice');
  const bob = await account(first, 'bob');
  await alice.call(['create', '#dev']);
  await alice.call(['send', '#dev', 'this I have read']);
  await bob.call(['join', '#dev']);
  await first.stop();
  await fill(dataDir, 'bob', 'dev');
  await serve(owner, ['--data', dataDir, '--port', new URL(first.url).port]);
  // Until all of it is searched.
  for (let found = ''; !found.includes('line 12345');) found = (await alice.call(['search', '"line 12345"'])).stdout;
  for (const size of SIZES) {
    const screen = await openScreenOf(alice, size);
    await screen.waitFor(/#dev +999\+/);
    screen.press(KEY.alt('2'));
    await screen.waitFor(/this I have read[^]* new [^]*│ line 1(?!\d)[^]*↓ 999\+ new below · Ctrl\+End/);
    screen.press(KEY.ctrl('g'));
    await screen.waitFor(/Enter go/);
    screen.press(KEY.escape);
    await screen.waitFor(text => !text.includes('Enter go'));
    await write(screen, '/goto newest');
    await screen.waitFor(/│ line 100000/);
    screen.press(KEY.alt('u'));
    await screen.waitFor(/│ line 1(?!\d)/);
    // A place far up is found, shown among what was said around it, and left again.
    await write(screen, '/search "line 12345"');
    await screen.waitFor(/1 found[^]*line 12345/);
    screen.press(KEY.enter);
    await screen.waitFor(/│ line 12344[^]*│ line 12345/);
    await write(screen, '/goto newest');
    await screen.waitFor(/│ line 100000/);
    await write(screen, '/unread #dev/1');
    await screen.waitFor(/#dev +999\+/);
    await write(screen, '/quit');
    expect(await screen.exit).toMatchObject({code: 0});
  }
});

test('what is read on one device is read on the other, and what is made unread there is so here', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  await alice.call(['create', '#garden']);
  const bob = await account(server, 'bob');
  await bob.call(['join', '#garden']);
  const [small, large] = [await openScreenOf(alice, SIZES[0]), await openScreenOf(alice, SIZES[1])];
  for (const text of ['one', 'two', '@alice three']) await bob.call(['send', '#garden', text]);
  await small.waitFor(/garden +@1 3/);
  await large.waitFor(/@1, 2 unread elsewhere/);
  small.press(KEY.alt('a'));
  await small.waitFor(/┃ @alice three/);
  await large.waitFor(text => !/garden +@?\d/.test(text) && !text.includes('unread elsewhere'));
  await write(small, '/unread 2');
  await large.waitFor(/garden +@1 2/);
  await small.waitFor(/one[^]* new [^]*two/);
  await write(large, '/read all');
  expect(await small.waitFor(text => !/garden +@?\d/.test(text))).toContain('@alice three');
});

test('a mention while elsewhere is shown by Alt+A, and found again in the inbox; Esc comes back', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  await alice.call(['create', '#garden']);
  const bob = await account(server, 'bob');
  await bob.call(['join', '#garden']);
  for (const size of SIZES) {
    const screen = await openScreenOf(alice, size);
    await screen.waitFor(/^#lobby >/m);
    await bob.call(['send', '#garden', `@alice look at ${size.columns}`]);
    await screen.waitFor(/garden +@1 1/);
    screen.press(KEY.alt('a'));
    await screen.waitFor(new RegExp(`┃ @alice look at ${size.columns}`));
    await screen.waitFor(text => !/garden +@?\d/.test(text));
    screen.press(KEY.alt('1'));
    await screen.waitFor(/^#lobby >/m);
    screen.press(KEY.alt('i'));
    await screen.waitFor(new RegExp(`Inbox[^]*@ #garden +bob .*@alice look at ${size.columns}`));
    screen.press(KEY.enter);
    await screen.waitFor(/^#garden >/m);
    screen.press(KEY.escape);
    await screen.waitFor(/^#lobby >/m);
    await write(screen, '/quit');
    expect(await screen.exit).toMatchObject({code: 0});
  }
});
