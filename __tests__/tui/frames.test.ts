/** The whole screen in three sizes, character by character. */
import {expect, test} from '@jest/globals';
import {pilot} from '../support/screen/pilot.ts';
import {NOW_MS, room, stage, user} from '../support/screen/stage.ts';

function scene() {
  const made = stage({
    rooms: [
      room(1, 'lobby', {topic: 'Be kind'}),
      room(2, 'dev', {unread: 12, mentions: 2, lastSeq: 12}),
      room(3, 'bob', {kind: 'direct', partner: user('bob'), unread: 1, lastSeq: 1}),
    ],
    members: [
      user('bob'),
      user('carol', {state: 'away', status: 'lunch', role: 'admin'}),
      user('dave', {state: 'offline', displayName: 'Dave D.'}),
    ],
  });
  const {client, say} = made;
  say(1, {kind: 'created', sender: 'alice'}, {kind: 'joined', sender: 'bob'}, {kind: 'joined', sender: 'carol'});
  say(1, 'bob: good morning, did anybody read the notes about the release on Thursday?', 'carol: 漢字かな 👍🏽 ok');
  say(1, {kind: 'action', sender: 'bob', text: 'waves at @alice'}, 'alice: if (a) {\n  b();\n}');
  say(1, {kind: 'file', sender: 'bob', fileId: 'f'.repeat(22), name: 'report.pdf', sizeBytes: 1_234_567});
  say(1, {kind: 'fileCompleted', sender: 'bob', fileId: 'f'.repeat(22), sha256: 'a'.repeat(64)}, 'bob: take it @alice');
  client.dispatch({
    type: 'transferAdded',
    transfer: {
      transferId: 't1',
      direction: 'up',
      roomId: 1,
      name: 'holiday.zip',
      peer: '#lobby',
      sizeBytes: 734_003_200,
      doneBytes: 412_003_200,
      bytesPerSecond: 23_000_000,
      status: 'active',
      startedAtMs: NOW_MS,
    },
  });
  const message = {clientMsgId: 'm'.repeat(22), kind: 'message', writtenAtMs: NOW_MS, text: 'on its way'} as const;
  client.dispatch({type: 'messageWritten', roomId: 1, message: {...message, status: 'sending'}});
  return client;
}

test.each([
  [40, 12, 'comfortable'],
  [80, 24, 'comfortable'],
  [80, 24, 'compact'],
  [80, 24, 'irc'],
  [200, 50, 'comfortable'],
] as const)('at %i×%i, %s', async (columns, rows, chatStyle) => {
  const {screen} = await pilot(scene(), {columns, rows, chatStyle});
  expect(`\n${screen().join('\n')}\n`).toMatchSnapshot();
});
