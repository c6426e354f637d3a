/** The full screen with a home folder that takes nothing: it starts, or says in one sentence why something cannot be done. */
import {spawnSync} from 'node:child_process';
import {cpSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {account, BIN, cleanUp, passwordOf, person, serve, temporaryFolder, type Person} from '../support/program.ts';
import {KEY, terminal} from '../support/screen/terminal.ts';

let alice: Person;

beforeAll(async () => {
  alice = await account(await serve(person()), 'alice');
});
afterAll(cleanUp);

const OWN_MOUNTS = ['unshare', '-rm', 'sh', '-c'] as const;
const canMount = spawnSync(OWN_MOUNTS[0], [...OWN_MOUNTS.slice(1), 'mount -t tmpfs tmpfs /tmp']).status === 0;
if (!canMount)
  process.stderr.write('Full and read-only disks are not tested here: user namespaces with mounts are not allowed.\n');

/** `$OLD` is what was in the home folder before. */
const DISKS = [
  [
    'full',
    'mount -t tmpfs -o size=4m tmpfs "$CHAT_TUI_HOME"; cp -a "$OLD/." "$CHAT_TUI_HOME"; cat /dev/zero >"$CHAT_TUI_HOME/filler"',
  ],
  [
    'read-only',
    'mount -t tmpfs tmpfs "$CHAT_TUI_HOME"; cp -a "$OLD/." "$CHAT_TUI_HOME"; mount -o remount,ro "$CHAT_TUI_HOME"',
  ],
] as const;

function onDisk(mount: string, env: Record<string, string>, old: string) {
  const run = `{ ${mount}; } 2>/dev/null; "${process.execPath}" "${BIN}"; echo "code $?"`;
  return terminal({env: {...env, OLD: old, CHAT_TUI_HOME: temporaryFolder()}, command: [...OWN_MOUNTS, run]});
}

(canMount ? describe : describe.skip).each(DISKS)('a home folder on a disk that is %s', (reason, mount) => {
  test('of somebody who is logged in shows the chat, sends, and says where nothing is kept', async () => {
    const old = temporaryFolder();
    cpSync(alice.home, old, {recursive: true});
    const one = onDisk(mount, alice.env, old);
    await one.waitFor(/alice joined/);
    // A full disk may still have room in pages of the store: then what is written is kept.
    const told = new RegExp(`Your disk takes nothing \\([^)]*${reason}[^)]*\\): what you write`);
    await one.waitFor(reason === 'full' ? /#lobby >/ : told);
    // Words of this disk alone: a key that is pressed before the message is out would count as part of a paste.
    one.press(`hello ${reason}\r`);
    await one.waitFor(`✓ hello ${reason}`);
    expect((await alice.call(['tail', '#lobby', '-n', '1'])).stdout).toContain(`hello ${reason}`);
    one.press('/quit\r');
    await one.waitFor('code 0');
    expect(one.screen()).not.toContain('bug');
  });

  test('hosts no chat, and says why', async () => {
    const one = onDisk(mount, person().env, temporaryFolder());
    await one.waitFor('Host a chat here');
    one.press('\r');
    await one.waitFor(
      /Check the\s+folder and its\s+free\s+space|check\s+that\s+folder\s+and\s+its\s+free\s+space|disk is full/,
    );
    one.press(KEY.ctrl('c'));
    await one.waitFor('code 0');
    expect(one.screen()).not.toContain('bug');
  });
});

test('a home folder with two logins opens that of whoever was used last, also when that was said by --user', async () => {
  const args = ['register', '--user', 'bea', '--store', 'file', '--password-stdin'];
  expect((await alice.call(args, {stdin: `${passwordOf('bea')}\n`})).code).toBe(0);
  for (const [name, more] of [
    ['bea', []],
    ['alice', ['--user', 'alice']],
    ['alice', []],
  ] as const) {
    const one = terminal({env: alice.env, args: more});
    await one.waitFor(new RegExp(`● {2}\\d online {2}${name} `));
    one.press('/quit\r');
    expect((await one.exit).code).toBe(0);
  }
});

test('a home folder where none can be made hosts no chat, and says why', async () => {
  const one = terminal({env: {...person().env, CHAT_TUI_HOME: '/proc/nowhere'}});
  await one.waitFor('Host a chat here');
  one.press('\r');
  await one.waitFor(/\/proc\/nowhere \(no folder can be made there\)\s+cannot be\s+written/);
  one.press(KEY.ctrl('c'));
  expect((await one.exit).code).toBe(0);
});
