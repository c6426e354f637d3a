/** What comes late in a window with several servers, when another one is in front: a picture, the end of a login. */
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {moment, throughGates} from '../client/support/heldRequests.ts';
import {member, temporaryFolder} from '../client/support/member.ts';
import {ctrl, ENTER, ESC, pilot} from '../support/screen/pilot.ts';
import {halfPng} from '../support/stored/pngFile.ts';
import {playedPorts} from '../support/screen/serverPorts.ts';
import {room, stage} from '../support/screen/stage.ts';
import {roomsPane, two, withClose} from '../support/screen/twoServers.ts';

const NEXT_SERVER = '\u001B[1;4C';

const SERVER_URL = 'http://127.0.0.1:7499';
const SESSION_EXPIRED = {status: 'ended', code: 'session-expired', detail: ''} as const;

describe('a login that ends in front', () => {
  /** Two stages; what was typed for either, and the end of the one in front, whose login is being forgotten. */
  async function ending() {
    const [front, back] = [stage(), stage()];
    Object.assign(back.client.options, {serverUrl: SERVER_URL});
    const sent: string[] = [];
    for (const [name, one] of Object.entries({front, back}))
      Object.assign(one.client.parts.outgoing, {
        write: async (_: number, {text}: {text: string}) => sent.push(`${name}: ${text}`),
      });
    const again = stage({rooms: [room(1, 'again')]});
    Object.assign(again.client.options, {serverUrl: front.client.options.serverUrl});
    const {ports, wanted} = playedPorts(new Map([[SERVER_URL, async () => withClose(back)]]), async () => again.client);
    const forgetting = moment();
    const forgotten = moment();
    const loggedIn: string[] = [];
    const alice = await pilot(front.client, {
      profiles: [
        {name: 'home', serverUrl: front.client.options.serverUrl},
        {name: 'work', serverUrl: SERVER_URL},
      ],
      servers: {
        ...ports,
        async forms(asked) {
          const played = await ports.forms(asked);
          return {...played, login: async (_, {name}) => void loggedIn.push(name)};
        },
        async leave() {
          forgetting.comes();
          await forgotten.came;
          return '';
        },
      },
    });
    await alice.until('● work');
    await alice.press('a draft');
    front.client.dispatch({type: 'connectionChanged', connection: SESSION_EXPIRED});
    return {alice, back, sent, wanted, loggedIn, forgetting, forgotten};
  }

  test('asks for a new one at once: what is being typed goes to no other server', async () => {
    const {alice, sent, wanted, forgetting} = await ending();
    await forgetting.came;
    await alice.press('secret', ENTER);
    expect(sent).toEqual([]);
    expect(alice.text()).toContain('Password');
    expect(wanted).toMatchObject([{sentence: expect.stringContaining('login')}]);
    expect(wanted).toHaveLength(1);
    await alice.press(ESC);
    await alice.until('#lobby · work');
    expect(roomsPane(alice)).toContainEqual(expect.stringMatching(/^ ■ home/));
  });

  test('together with the only other one leaves the window, as the end of a single one does', async () => {
    const {alice, back} = await ending();
    back.client.dispatch({type: 'connectionChanged', connection: SESSION_EXPIRED});
    expect(await alice.opened.whenClosed).toMatchObject({kind: 'refused', client: back.client});
  });

  test('keeps its form while the only other one ends, too: what is typed there goes to no other server', async () => {
    const {alice, back, wanted, loggedIn, forgetting, forgotten} = await ending();
    await forgetting.came;
    await alice.until('Password');
    await alice.press('a long ');
    back.client.dispatch({type: 'connectionChanged', connection: SESSION_EXPIRED});
    await alice.press('password', ENTER);
    forgotten.comes();
    await alice.until('#again');
    expect([loggedIn, wanted]).toEqual([['alice'], [expect.anything()]]);
  });

  test('has a new one only when the old one is forgotten, which would take the new one with it', async () => {
    const {alice, loggedIn, forgetting, forgotten} = await ending();
    await forgetting.came;
    await alice.until('Password');
    await alice.press('a long password', ENTER);
    await alice.until('Logging in…');
    expect(loggedIn).toEqual([]);
    forgotten.comes();
    await alice.until('#again · home');
    expect(loggedIn).toEqual(['alice']);
  });
});

describe('while the forms for another server are there', () => {
  /** One server, the form of the other one, and the passwords that were sent from it. */
  async function adding(isSame = false) {
    const front = stage();
    const other = stage({rooms: [room(1, 'there')]});
    Object.assign(other.client.options, {serverUrl: isSame ? front.client.options.serverUrl : SERVER_URL});
    const {ports, left} = playedPorts(new Map(), async () => withClose(other));
    const passwords: string[] = [];
    const told: string[] = [];
    const answer = moment();
    const alice = await pilot(withClose(front), {
      notifyDesktop: async ({title}) => (told.push(title), 'a program'),
      servers: {
        ...ports,
        async forms(asked) {
          const played = await ports.forms(asked);
          return {
            ...played,
            async login(_, {password}) {
              passwords.push(password);
              await answer.came;
            },
          };
        },
      },
    });
    if (isSame) {
      await alice.press('/server add', ENTER);
      await alice.until('Join a chat');
      await alice.press(front.client.options.serverUrl, ENTER);
    } else await alice.press(`/server add ${SERVER_URL}`, ENTER);
    await alice.until('Password');
    return {alice, front, other, left, passwords, told, answer};
  }

  test('the only login that is left ends: what is typed stays in its form, and the end is told behind it', async () => {
    const {alice, front, left, passwords, answer} = await adding();
    await alice.press('sec');
    front.client.dispatch({type: 'connectionChanged', connection: SESSION_EXPIRED});
    await alice.press('ret', ENTER);
    answer.comes();
    await alice.until('#there');
    expect(passwords).toEqual(['secret']);
    await alice.until(/Your login/);
    expect(left).toEqual([front.client.options.serverUrl]);
  });

  test('the only login that is left ends, and nobody logs in: the window is left for a new login', async () => {
    const {alice, front} = await adding();
    await alice.press('sec');
    front.client.dispatch({type: 'connectionChanged', connection: SESSION_EXPIRED});
    await alice.press('ret');
    expect(alice.text()).toContain('Password');
    await alice.press(ESC);
    expect(await alice.opened.whenClosed).toMatchObject({kind: 'refused', client: front.client});
  });

  test.each([
    ['ends', SESSION_EXPIRED],
    ['has ended, which is not known yet', {status: 'reconnecting' as const, retryAtMs: 0, code: 'disconnected'}],
  ])(
    'the only login that is left %s, and the new one is for the same account: it takes its place',
    async (_, first) => {
      const {alice, front, other, left, passwords, answer} = await adding(true);
      const closed: string[] = [];
      for (const [name, {client}] of Object.entries({front, other}))
        Object.assign(client, {close: async () => void closed.push(name)});
      await alice.press('secret', ENTER);
      await alice.until('Logging in…');
      front.client.dispatch({type: 'connectionChanged', connection: first as never});
      answer.comes();
      await alice.until('#there');
      front.client.dispatch({type: 'connectionChanged', connection: SESSION_EXPIRED});
      await alice.press('still here');
      await alice.until('still here');
      expect(passwords).toEqual(['secret']);
      expect(alice.opened.clients()).toEqual([other.client]);
      // To leave an account is to forget its login, which is the new one by now.
      expect([closed, left]).toEqual([['front'], []]);
    },
  );

  test('somebody looks elsewhere: what comes then is not read, and calls', async () => {
    const {alice, other, told, answer} = await adding();
    await alice.press('secret', ENTER);
    await alice.until('Logging in…');
    await alice.press('\u001B[O');
    answer.comes();
    await alice.until('#there');
    other.say(1, 'bob: @alice hello');
    await alice.until('hello');
    expect([other.room(1).room.unread, told]).toEqual([1, ['bob in #there']]);
    await alice.press('\u001B[I');
    expect(other.room(1).room.unread).toBe(0);
  });
});

describe('a picture that comes late', () => {
  /** Alice wants to look at one at home, and it is on its way. */
  async function awaited() {
    const made = await two({pictureForm: 'blocks'});
    const {home, alice, atHome} = made;
    const bob = await member(home.url, 'bob', {route: 'relay'});
    const path = join(await temporaryFolder(), 'late.png');
    await writeFile(path, halfPng(16, 8));
    await sendFiles(bob.client, {paths: [path], roomId: home.lobby});
    await bob.sees('it sent', ({transferById}) => Object.values(transferById).every(({status}) => status === 'done'));
    await alice.until('late.png');
    const held = moment();
    const asked = moment();
    const open = throughGates(atHome, {
      down(name) {
        if (name !== 'fileShow') return undefined;
        asked.comes();
        return held.came;
      },
    });
    await alice.press(ctrl('s'), 'o');
    await asked.came;
    const come = async () => {
      held.comes();
      open();
      await atHome.sees('that it is here', () => atHome.notices().some(text => text.includes('once more')));
      await alice.settle();
    };
    return {...made, come};
  }

  test('does not stand before another server; it is said at home, where it can be looked at then', async () => {
    const {alice, come} = await awaited();
    await alice.press(NEXT_SERVER);
    await alice.until('#lobby · work');
    await come();
    await alice.press('still here');
    expect(alice.screen().at(-1)).toBe('#lobby > still here');
    await alice.press(NEXT_SERVER);
    await alice.until('look at it once more');
    await alice.press(ctrl('s'), 'o');
    await alice.until('any key comes back');
    await alice.press('x');
    await alice.until('#lobby · home');
  });

  test('does not stand before a form', async () => {
    const {alice, come} = await awaited();
    await alice.press('/server add', ENTER);
    await alice.until('Join a chat');
    await come();
    await alice.press('chat.example');
    expect(alice.text()).toContain('chat.example');
    await alice.press(ESC);
    await alice.until('#lobby · home');
    await alice.press('still here');
    expect(alice.screen().at(-1)).toBe('#lobby > still here');
  });
});
