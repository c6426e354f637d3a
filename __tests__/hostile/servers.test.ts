/** One of several servers in a window means harm: whatever it does, the others are read and written in as before. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {fakeServer, lobby, session, type FakeServer} from '../client/support/fakeServer.ts';
import {idOf} from '../client/support/log.ts';
import {clientOf, member} from '../client/support/member.ts';
import {ctrl, ENTER, pilot, type Pilot} from '../support/screen/pilot.ts';
import {playedPorts, type PlayedPorts} from '../support/screen/serverPorts.ts';
import {world} from '../support/world.ts';

/** Alice reads on a real server, and has the other one beside it. */
async function beside(hostile: FakeServer): Promise<{alice: Pilot; played: PlayedPorts}> {
  const home = await world();
  const {client} = await member(home.url, 'alice');
  const open = () => clientOf({serverUrl: hostile.url, token: 'ct_x'});
  const played = playedPorts(new Map([[hostile.url, open]]));
  const profiles = [
    {name: 'home', serverUrl: home.url},
    {name: 'evil', serverUrl: hostile.url, user: 'ann'},
  ];
  return {alice: await pilot(client, {profiles, servers: played.ports}), played};
}

const entriesFrom = (seq: number) =>
  Array.from({length: 50}, (_, at) => ({
    seq: seq + at,
    id: idOf(seq + at),
    sender: 'bob',
    sentAtMs: 1,
    kind: 'message' as const,
    text: `@ann \u001B[2J\u0007 ${seq + at}`,
  }));

let isFlooding = false;
afterEach(() => void (isFlooding = false));

describe('B170 one of several servers', () => {
  test('that tells without end is counted, and the one in front takes every key', async () => {
    const hostile = await fakeServer();
    const {alice} = await beside(hostile);
    await alice.until('● evil');
    let seq = 2;
    isFlooding = true;
    const flood = () => {
      if (!isFlooding) return;
      hostile.tell('entriesAppended', {roomId: 1, entries: entriesFrom(seq)});
      hostile.tell('presenceChanged', {changes: []});
      hostile.tell('nonsense', {});
      seq += 50;
      setImmediate(flood);
    };
    flood();
    await alice.until(/● evil .*@/);
    const before = alice.byteCount();
    for (let at = 0; at < 5; at++) {
      await alice.press(`line ${at}`, ENTER);
      await alice.until(`✓ line ${at}`);
    }
    isFlooding = false;
    // What happens behind is a number in the pane, drawn now and then.
    expect(alice.byteCount() - before).toBeLessThan(20_000);
    expect(alice.text()).toContain('#lobby · home');
    expect(alice.escapes).toEqual([]);
    expect(alice.droppedCount()).toBe(0);
  });

  test('that says nothing, or has rooms called like everything else, is one section of the pane', async () => {
    const rooms = ['server:1', '1:1', '\u001B]0;x\u0007', 'lobby', '#lobby · home'].map((name, at) =>
      lobby({roomId: at + 1, name}),
    );
    const hostile = await fakeServer({sessionOpen: () => session('ann', rooms), entryList: () => undefined});
    const {alice} = await beside(hostile);
    await alice.until('● evil');
    await alice.press(ctrl('n'));
    await alice.until('· evil');
    await alice.press('\u001B/', 'back home', ENTER);
    await alice.until('alice ✓ back home');
    expect(alice.escapes).toEqual([]);
  });

  test('that ends the login at once, again and again, asks nobody who is elsewhere', async () => {
    const hostile = await fakeServer();
    const {alice, played} = await beside(hostile);
    await alice.until('● evil');
    await alice.press('half a');
    for (let at = 0; at < 20; at++) hostile.tell('sessionEnded', {code: 'session-expired', detail: ''});
    hostile.cut();
    await alice.until('■ evil');
    expect(played.wanted).toEqual([]);
    expect(played.left).toEqual([hostile.url]);
    await alice.press(' line', ENTER);
    await alice.until('alice ✓ half a line');
  });
});
