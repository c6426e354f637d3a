/** Several servers in one window: apart from each other, and switched like rooms. */
import {describe, expect, test} from '@jest/globals';
import type {Client} from '../../src/client/client.ts';
import {member, memberAgain} from '../client/support/member.ts';
import {alt, ctrl, DOWN, ENTER, ESC, F2, pilot} from '../support/screen/pilot.ts';
import {playedPorts} from '../support/screen/serverPorts.ts';
import {room, stage, user} from '../support/screen/stage.ts';
import {roomsPane, two, withClose} from '../support/screen/twoServers.ts';
import {world} from '../support/world.ts';

const NEXT_ROOM = ctrl('n');
const BEFORE = alt('/');
const ACTIVITY = alt('a');

test('two real servers: one dies and comes back, what was written for it waits and goes, the other never notices', async () => {
  const {home, work, alice, atHome, atWork} = await two();
  const bob = await home.person('bob');
  const carol = await work.person('carol');
  await alice.until(lines => lines.join('\n').includes('#lobby · home'));

  // The same name of a room, and each has its own draft.
  await alice.press('for home');
  await alice.press(NEXT_ROOM);
  await alice.until('#lobby · work');
  expect(alice.screen().at(-1)).toBe('#lobby >');
  await alice.press('for work', BEFORE);
  await alice.until('#lobby > for home');
  expect(roomsPane(alice).filter(line => line.includes('#lobby'))).toEqual([
    expect.stringMatching(/^ 1 #lobby$/),
    expect.stringMatching(/^ {3}#lobby +✎$/),
  ]);

  // What is unread behind is counted there, in the status line and in the title; the bell rings for it.
  await work.say(carol, work.lobby, 'hello all');
  await work.say(carol, work.lobby, '@alice look');
  await alice.until(/● work ─* *@1 2/);
  expect(alice.text()).toContain('@1, 1 unread elsewhere');
  expect(alice.title()).toBe('chat-tui (@1, 1)');
  expect(alice.rings()).toBe(1);

  // It dies. The one in front goes on as if nothing were.
  const {port} = new URL(work.url);
  await work.server.close();
  await alice.until(/▲ work/);
  expect(roomsPane(alice)).toContain('   no connection');
  await alice.press(ENTER);
  await alice.until(/alice ✓ for home/);
  await home.say(bob, home.lobby, 'hello alice');
  await alice.until('hello alice');
  await alice.press(ACTIVITY);
  await alice.until('#lobby · work');
  await alice.until('trying again');
  await alice.press(ENTER);
  await alice.until(/alice ◌ for work/);
  await alice.press(BEFORE);
  await alice.until('#lobby · home');

  // Who leaves now is told what waits, wherever it does.
  await alice.press(ctrl('c'), ctrl('c'));
  await alice.until(/not sent yet: 1 for work/);
  await alice.press('s');
  expect(atHome.client.getState().connection.status).toBe('online');

  await work.restart({port: Number(port)});
  await atWork.sees('its message in the log', ({roomById}) => roomById[1]?.pending.length === 0);
  await alice.until(/● work/);
  await alice.press(alt('a'));
  await alice.press(`/server work`, ENTER);
  await alice.until(/alice ✓ for work/);
  await alice.press('/quit', ENTER);
  expect(await alice.opened.whenClosed).toEqual({kind: 'quit', quitMessage: ''});
  expect(alice.opened.clients()).toEqual([atHome.client, atWork.client]);
});

test('inbox and search are of all servers, each entry where it is from, and one that is down is named', async () => {
  const {home, work, alice} = await two({columns: 110, rows: 30});
  const bob = await home.person('bob');
  const carol = await work.person('carol');
  await home.say(bob, home.lobby, '@alice the older kumquat');
  await work.say(carol, work.lobby, '@alice the newer kumquat');
  await alice.until(/● work ─* *@1/);
  await alice.press(alt('i'));
  await alice.until('newer kumquat');
  await alice.until('Inbox of all servers ─');
  expect(alice.text()).toMatch(/#lobby · work +carol/);
  // To the place, in the server it is on.
  const at = (words: string) => alice.screen().findIndex(line => line.includes('│') && line.includes(words));
  if (at('newer kumquat') > at('older kumquat')) await alice.press(DOWN);
  await alice.press(ENTER);
  await alice.until('#lobby · work');
  await alice.until('the newer kumquat');

  await alice.press(ctrl('f'), '\u0015', ...Array.from('kumquat'), ENTER);
  await alice.until(/2 found/);
  await alice.until('Search of all servers ─');
  expect(alice.text()).toMatch(/#lobby · home +bob/);
  // In a room of this server there is nothing of others.
  await alice.press('\u0015', ...Array.from('kumquat in:#lobby'), ENTER);
  await alice.until(/1 found/);
  await alice.press(ESC);

  await home.server.close();
  await alice.until(/▲ home/);
  await alice.press(alt('i'));
  await alice.until('Inbox of all servers but home ─');
  expect(alice.text()).toContain('the newer kumquat');
});

describe('the servers of a window', () => {
  test('are added by address, renamed, left and taken out; all of it is kept for the next start', async () => {
    const [home, work] = await Promise.all([world(), world()]);
    const [atHome, atWork] = await Promise.all([member(home.url, 'alice'), member(work.url, 'alice')]);
    const played = playedPorts(new Map([[work.url, async () => atWork.client]]));
    const alice = await pilot(atHome.client, {servers: played.ports, columns: 100});
    // With one, nothing is different.
    expect(alice.text()).not.toContain('· 127');
    expect(played.kept()).toEqual([]);
    await alice.press(`/server add ${work.url}`, ENTER);
    await alice.until(new RegExp(`#lobby · ${work.url.slice(7)}`));
    await alice.press('/server rename work', ENTER);
    await alice.until('#lobby · work');
    await alice.press(`/server rename ${home.url.slice(7)} home`, ENTER);
    await alice.until('● home');
    expect(played.kept()).toEqual([
      {name: 'home', serverUrl: home.url, user: 'alice'},
      {name: 'work', serverUrl: work.url, user: 'alice'},
    ]);
    await alice.press('/server rename home', ENTER);
    await alice.until('Another server here is called home already.');
    await alice.press(ctrl('u'), '/server nowhere', ENTER);
    await alice.until('No server here is called nowhere.');
    await alice.press(ctrl('u'), '/server disconnect', ENTER);
    await alice.until('You are disconnected from work.');
    expect(played.kept()[1]).toMatchObject({name: 'work', isOff: true});
    await alice.press('/server', ENTER);
    await alice.until(/2  work +disconnected/);
    await alice.press(ESC, '/server connect', ENTER);
    await alice.until(/ ● {2}1 online/);
    await alice.press('/server remove', ENTER);
    await alice.until('work is out of this window');
    expect(alice.text()).not.toContain('● ho');
    expect(played.kept()).toEqual([{name: 'home', serverUrl: home.url, user: 'alice'}]);
    await alice.press('/server remove', ENTER);
    await alice.until('home is the only open server in this window.');
  });

  test('are at most 16', async () => {
    const made = stage();
    const profiles = Array.from({length: 16}, (_, at) => ({name: `s${at}`, serverUrl: `http://127.0.0.1:${at + 1}`}));
    const alice = await pilot(made.client, {
      profiles: [{name: 'one', serverUrl: made.client.options.serverUrl}, ...profiles.slice(1)],
      servers: playedPorts(new Map()).ports,
    });
    await alice.until('■ s15');
    await alice.press('/server add 127.0.0.1:99', ENTER);
    await alice.until('This window has 16 servers already.');
    expect(roomsPane(alice).filter(line => line.includes('■'))).toHaveLength(15);
  });

  test('whose login is over ask for a new one when one goes there, and Esc goes back', async () => {
    const front = stage();
    const others = new Map<string, () => Promise<Client>>();
    const again = stage({rooms: [room(1, 'lobby'), room(2, 'plans')]});
    const played = playedPorts(others, async () => again.client);
    const alice = await pilot(front.client, {
      profiles: [
        {name: 'home', serverUrl: front.client.options.serverUrl},
        {name: 'work', serverUrl: 'http://127.0.0.1:7499', user: 'alice'},
      ],
      servers: played.ports,
    });
    await alice.until('■ work');
    expect(alice.text()).toContain('logged out');
    // They look like the screen that they are a part of.
    await alice.press('/theme mono', ENTER);
    await alice.press('/server work', ENTER);
    await alice.until('Password');
    const colours = alice.screen().flatMap((line, y) => Array.from(line, (_, x) => alice.cell(x, y).hasColor));
    expect(colours).not.toContain(true);
    expect(played.wanted).toEqual([{address: 'http://127.0.0.1:7499', user: 'alice', sentence: ''}]);
    await alice.press(ESC);
    await alice.until('#lobby · home');
    await alice.press('still here', ctrl('u'), F2, DOWN, ENTER);
    await alice.until('Password');
  });

  test('of which one ends the login while it is read: the forms for it open, and the others are untouched', async () => {
    const [front, back] = [stage(), stage()];
    Object.assign(back.client.options, {serverUrl: 'http://127.0.0.1:7499'});
    const played = playedPorts(
      new Map([['http://127.0.0.1:7499', async () => withClose(back)]]),
      async () => back.client,
    );
    const alice = await pilot(front.client, {
      profiles: [
        {name: 'home', serverUrl: front.client.options.serverUrl},
        {name: 'work', serverUrl: 'http://127.0.0.1:7499'},
      ],
      servers: played.ports,
    });
    await alice.until('● work');
    back.client.dispatch({
      type: 'connectionChanged',
      connection: {status: 'ended', code: 'session-expired', detail: ''},
    });
    await alice.until('■ work');
    expect(played.left).toEqual(['http://127.0.0.1:7499']);
    await alice.press('on and on', ENTER);
    expect(alice.text()).toContain('#lobby · home');
  });
});

test('the server that is stopped is the one that was asked about, also when the others have left it by then', async () => {
  const [front, back] = [stage(), stage()];
  const serverUrl = 'http://127.0.0.1:7499';
  Object.assign(back.client.options, {serverUrl});
  const {limits} = back.client.getState();
  const server = {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: true} as const;
  const session = {me: user('alice', {role: 'owner'}), server, limits, rooms: [room(1, 'lobby')], invites: []};
  back.client.dispatch({type: 'sessionOpened', ...session, onlineCount: 2});
  const {ports} = playedPorts(new Map([[serverUrl, async () => withClose(back)]]));
  const home = {name: 'home', serverUrl: front.client.options.serverUrl};
  const alice = await pilot(front.client, {profiles: [home, {name: 'work', serverUrl}], servers: ports});
  await alice.until('● work');
  await alice.press(ctrl('c'), ctrl('c'));
  await alice.until('Stop the server');
  back.client.dispatch({type: 'sessionOpened', ...session, onlineCount: 1});
  await alice.press('t');
  await alice.opened.whenClosed;
  expect([front, back].map(({asked}) => asked.filter(name => name.startsWith('server')))).toEqual([
    [],
    ['serverStop {}'],
  ]);
});

test('the next start opens all of them, whoever is in front', async () => {
  const {home, work, alice, atHome, atWork, played} = await two();
  alice.close();
  const again = new Map([[work.url, async () => (await memberAgain(work.url, atWork)).client]]);
  const front = await memberAgain(home.url, atHome);
  const back = await pilot(front.client, {profiles: played.kept(), servers: playedPorts(again).ports});
  await back.until('● work');
  expect(back.text()).toContain('#lobby · home');
});
