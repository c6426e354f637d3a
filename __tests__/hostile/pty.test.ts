/**
 * A hostile server, and through it hostile people, against the built program in a real pseudo-terminal: every byte that reached
 * the terminal is looked at.
 */
import {afterEach, describe, expect, test} from '@jest/globals';
import {fakeServer, lobby, ok, session, type Answers, type FakeServer} from '../client/support/fakeServer.ts';
import {idOf, user} from '../client/support/log.ts';
import {replay, unsafeIn, withoutQuestions} from '../support/hostile/hostileOutput.ts';
import {HOSTILE_TEXTS, hostileTexts} from '../support/hostile/hostileText.ts';
import {cleanEnv, cleanUp, temporaryFolder} from '../support/program.ts';
import {KEY, terminal, type TerminalProcess} from '../support/screen/terminal.ts';

afterEach(cleanUp);

const SIZE = {columns: 120, rows: 40};
const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const textAt = (index: number): string => at(HOSTILE_TEXTS, index * 7).text;

/** Every field of the protocol that takes text is full of it. */
function entriesTo(lastSeq: number) {
  return Array.from({length: lastSeq}, (_, index) => {
    const seq = index + 1;
    const {text} = at(HOSTILE_TEXTS, index);
    const common = {seq, id: idOf(seq), sender: 'bob', sentAtMs: 1_000 * seq};
    const kinds = [
      {...common, kind: 'message', text: `m${seq} ${text}`},
      {...common, kind: 'action', text: `a${seq} ${text}`},
      {...common, kind: 'topic', text},
      {...common, kind: 'kicked', target: 'bob', text},
      {...common, kind: 'file', fileId: idOf(seq), name: text.slice(0, 255), sizeBytes: 1},
    ];
    return seq === lastSeq ? {...common, kind: 'message', text: 'the last one'} : at(kinds, index);
  });
}

function hostileAnswers(lastSeq: number): Answers {
  const entries = entriesTo(lastSeq);
  const people = Array.from({length: 40}, (_, index) => ({
    ...user(`p${index}`, at(['online', 'away', 'offline'] as const, index)),
    displayName: textAt(index).slice(0, 64),
    status: textAt(index + 3).slice(0, 280),
  }));
  const rooms = [
    lobby({lastSeq, topic: textAt(1).slice(0, 500)}),
    ...Array.from({length: 20}, (_, index) =>
      lobby({roomId: index + 2, name: textAt(index).slice(0, 64), topic: textAt(index + 1).slice(0, 500), unread: 3}),
    ),
    lobby({roomId: 90, kind: 'direct', name: 'p1', partner: {...user('p1'), status: textAt(5).slice(0, 280)}}),
  ];
  const invites = [{roomId: 99, roomName: textAt(2).slice(0, 64), by: 'bob', sentAtMs: 1}];
  return {
    sessionOpen: () => session('ann', rooms, {invites}),
    entryList: () => ok({entries: entries.slice(-200), lastSeq}),
    memberList: () => ok({members: [user('ann'), ...people], total: 41, hasMore: false}),
    roomJoin: () => ({ok: false, error: {code: 'room-not-found', detail: textAt(9).slice(0, 400)}}),
  };
}

function screenOf(server: FakeServer): TerminalProcess {
  const home = temporaryFolder();
  const env = {...cleanEnv(home), CHAT_TUI_SERVER: server.url, CHAT_TUI_TOKEN: 'ct_x', CHAT_TUI_USER: 'ann'};
  return terminal({...SIZE, env});
}

/** The one question that the program asks, and nothing else, may be answered. */
async function expectOwnOnly(one: TerminalProcess): Promise<void> {
  expect(unsafeIn(one.raw())).toEqual([]);
  const {answers, titles, bells} = await replay(withoutQuestions(one.raw()), SIZE.columns, SIZE.rows);
  expect({answers, bells}).toEqual({answers: [], bells: 0});
  expect(titles.filter(title => !/^(chat-tui( \(\d+\))?)?$/.test(title))).toEqual([]);
}

describe('B1–B10, B32 in a real terminal', () => {
  test('everything that a server can say is drawn as text, and the terminal is given back as it was', async () => {
    const server = await fakeServer(hostileAnswers(HOSTILE_TEXTS.length + 60));
    const one = screenOf(server);
    await one.waitFor('the last one');
    server.tell('presenceChanged', {
      changes: [{name: 'p3', displayName: textAt(4).slice(0, 64), state: 'offline', status: textAt(6).slice(0, 280)}],
      onlineCount: 3,
    });
    server.tell('inviteReceived', {roomId: 98, roomName: textAt(8).slice(0, 64), by: 'bob', sentAtMs: 2});
    for (const keys of ['\u001B[5~', '\u001B[5~', '\u001B[6~', KEY.ctrl('g')]) one.press(keys);
    await one.waitFor('Go to');
    one.press(KEY.escape);
    await one.waitFor(screen => !screen.includes('Go to'));
    one.press(`/join nowhere${KEY.enter}`);
    await one.waitFor(/There is no room/);
    one.press(KEY.ctrl('c'));
    await one.waitFor(/#lobby > *$/m);
    one.press(KEY.ctrl('c'));
    await one.waitFor(/again quits/);
    one.press(KEY.ctrl('c'));
    expect((await one.exit).code).toBe(0);
    expect(one.modes()).toEqual({isAlternate: false, isBracketedPaste: false, isCursorHidden: false, isMouseOn: false});
    // Lines go on in the next row again.
    expect(one.raw().lastIndexOf('\u001B[?7h')).toBeGreaterThan(one.raw().lastIndexOf('\u001B[?7l'));
    await expectOwnOnly(one);
  });

  const NASTY = hostileTexts('B1', 'B2', 'B4', 'B6', 'B7')
    .map(({text}) => text)
    .join('')
    .slice(0, 250);

  test('why a connection ended is a sentence', async () => {
    const server = await fakeServer({
      memberList(_params, socket) {
        socket.emit('sessionEnded', {code: 'kicked', detail: `before ${NASTY}`});
        socket.disconnect(true);
        return undefined;
      },
    });
    const one = screenOf(server);
    await one.waitFor(/before/);
    one.kill('SIGTERM');
    await one.exit;
    await expectOwnOnly(one);
  });

  test('why a connection was refused is a sentence', async () => {
    const server = await fakeServer({
      sessionOpen: () => ({ok: false, error: {code: 'version-mismatch', detail: `before ${NASTY}`}}),
    });
    const one = screenOf(server);
    await one.waitFor(/before/);
    one.kill('SIGTERM');
    await one.exit;
    await expectOwnOnly(one);
  });
});
