/** Text of others in every place where it is shown: it is seen, it does nothing, and the grid stands. */
import {describe, expect, test} from '@jest/globals';
import type {Change} from '../../src/client/state/changes.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {ctrl, F3, pilot, type Pilot} from '../support/screen/pilot.ts';
import {NOW_MS, room, stage, user} from '../support/screen/stage.ts';

const SIZES = [
  [40, 12],
  [80, 24],
  [200, 50],
] as const;

const NASTY = {
  'cursor and screen sequences': '\u001B[2J\u001B[1;1H\u001B[?1049l\u001B[6n\u001B[200~',
  'titles, clipboard, links': '\u001B]0;owned\u0007\u001B]52;c;eA==\u001B\\\u001B]8;;http://x\u001B\\\u001B]2;t',
  'device strings and 8-bit forms': '\u001BPq\u001B\\\u001B_G\u001B\\\u009B6n\u009D0;owned\u009C\u0090\u0085',
  'a sequence in pieces': '\u001B\u001B[31m[2J',
  'carriage returns and bells': 'good\rbad\b\b\u0007\u0000\u000B\u000C\u000E\u2028\u2029',
  'direction and invisible characters': 'photo\u202Egnp.exe\u200B\u2066\u{E0041}\u00AD\u3164',
  'ten thousand marks': `a${'\u0301'.repeat(10_000)}`,
  'wide characters, emoji and flags': '漢字かな 👨‍👩‍👧‍👦👍🏽🇫🇷1️⃣❤️ \uFDFD 한글 ｶﾞ ก็็็ नमस्ते \u1112\u1161\u11AB',
  'a word without an end': '漢a👍é'.repeat(2_000),
  'line breaks': 'one\n\n\ntwo\r\nthree\tfour',
} as const;

/** Everything that others can fill with text, filled with it. */
function hostileStage(text: string) {
  const short = text.slice(0, 400);
  const made = stage({
    rooms: [
      room(1, 'lobby', {topic: short}),
      room(2, short.slice(0, 64)),
      room(3, short.slice(0, 64), {
        kind: 'direct',
        partner: user('bob', {status: short, displayName: short}),
        unread: 7,
      }),
    ],
    members: [user('bob', {displayName: short.slice(0, 64), status: short}), user(short.slice(0, 32), {state: 'away'})],
  });
  const file = {fileId: 'f'.repeat(22), name: short.slice(0, 255), sizeBytes: 1_234};
  const entries: Partial<Entry>[] = [
    {kind: 'message', text},
    {kind: 'message', sender: short.slice(0, 32), text: 'short'},
    {kind: 'action', text: short},
    {kind: 'topic', text: short},
    {kind: 'joined', sender: short.slice(0, 32)},
    {kind: 'kicked', target: short.slice(0, 32), text: short},
    {kind: 'file', ...file},
    {kind: 'fileDeclined', fileId: file.fileId, sender: short.slice(0, 32)},
    {kind: 'message', text: 'the last one'},
  ];
  made.say(1, ...entries);
  const dispatch = (change: Change) => made.client.dispatch(change);
  dispatch({
    type: 'presenceChanged',
    changes: [{name: 'bob', displayName: short.slice(0, 64), state: 'offline', status: short}],
    onlineCount: 1,
    atMs: NOW_MS,
  });
  dispatch({type: 'noticeShown', level: 'error', text: short, atMs: NOW_MS, roomId: 1});
  dispatch({type: 'inviteReceived', roomId: 9, roomName: short.slice(0, 64), by: 'bob', sentAtMs: NOW_MS});
  dispatch({
    type: 'transferAdded',
    transfer: {
      transferId: 't1',
      direction: 'down',
      roomId: 1,
      name: short.slice(0, 255),
      peer: short.slice(0, 32),
      sizeBytes: 10,
      doneBytes: 3,
      bytesPerSecond: 1,
      status: 'failed',
      error: {code: 'file-damaged', detail: short},
      startedAtMs: NOW_MS,
    },
  });
  dispatch({
    type: 'messageWritten',
    roomId: 1,
    message: {
      clientMsgId: 'm'.repeat(22),
      kind: 'message',
      text: short,
      writtenAtMs: NOW_MS,
      status: 'failed',
      error: {code: 'not-in-room', detail: short.slice(0, 64)},
    },
  });
  return made;
}

function expectUnharmed(one: Pilot): void {
  expect(one.escapes).toEqual([]);
  expect(one.droppedCount()).toBe(0);
  expect(one.isAlternate()).toBe(true);
}

/** Columns in which the panes' lines stand in every row above the status line and a notice, which has four rows at most. */
function lineColumns(one: Pilot, columns: number, rows: number): number[] {
  const body = rows - 6;
  return Array.from({length: columns}, (_, x) => x).filter(x =>
    Array.from({length: body}, (_, y) => y).every(y => one.cell(x, y).text === '│'),
  );
}

describe.each(SIZES)('at %i×%i', (columns, rows) => {
  test.each(Object.entries(NASTY))('%s do nothing, and every pane keeps its place', async (_title, text) => {
    const {client} = hostileStage(text);
    const one = await pilot(client, {columns, rows});
    expectUnharmed(one);
    // The pane of rooms is as wide as its names need, within bounds; that of people stands at the right.
    const lines = lineColumns(one, columns, rows);
    const isThere = (from: number, to: number) => lines.some(x => x >= from && x <= to);
    const isRight = {rooms: isThere(10, 24), people: isThere(columns - 41, columns - 31)};
    expect(isRight).toEqual({rooms: columns >= 60, people: columns >= 140});
    await one.press(F3);
    expectUnharmed(one);
    await one.press(F3, ctrl('g'));
    expectUnharmed(one);
    expect(one.screen()).toHaveLength(rows);
  });
});

test('what is left of a hostile text can still be read', async () => {
  const {client} = hostileStage(NASTY['direction and invisible characters']);
  const {text} = await pilot(client, {columns: 200, rows: 50});
  expect(text()).toContain('photo�gnp.exe');
});

test('a paste with sequences in it is shown, not obeyed, and not sent by itself', async () => {
  const {client, asked} = stage();
  const one = await pilot(client);
  await one.paste('\u001B[2J\u001B]0;owned\u0007/quit\nmore');
  expectUnharmed(one);
  expect(one.text()).toContain('/quit');
  expect(asked).toEqual([]);
});
