/** Messages to one room on their way when the server refuses them. */
import {describe, expect, test} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {openRoomQueue} from '../../src/client/sending/roomQueue.ts';
import type {OutboxMessage} from '../../src/client/sending/outboxRows.ts';
import {ChatError, type ErrorCode} from '../../src/shared/errors.ts';
import {within} from '../support/suite/deadline.ts';

const messages = Array.from({length: 40}, (_, index): OutboxMessage => ({
  clientMsgId: `message ${index}`,
  roomId: 1,
  roomLabel: '#lobby',
  kind: 'message',
  text: 'text',
  writtenAtMs: index,
  status: 'sending',
}));

/** A server that refuses everything with this code until it is well. */
function openSick(code: ErrorCode, detail = '') {
  const asked: string[] = [];
  const sent: string[] = [];
  const failed: string[] = [];
  const state = {isWell: false};
  const done = Promise.withResolvers<void>();
  const queue = openRoomQueue({
    isOnline: () => true,
    async send({clientMsgId}) {
      asked.push(clientMsgId);
      if (!state.isWell) throw new ChatError(code, detail);
      return {seq: asked.length, sentAtMs: 0};
    },
    onSent({clientMsgId}) {
      sent.push(clientMsgId);
      if (sent.length === messages.length) done.resolve();
    },
    onDelayed: () => undefined,
    onFailed: ({clientMsgId}) => void failed.push(clientMsgId),
  });
  for (const message of messages) queue.add(message);
  return {queue, asked, sent, failed, state, done: done.promise};
}

/** Answers of a turn are all heard. */
const heard = () => nextTurn();

describe('messages that the server refuses for now', () => {
  test('go out within seconds when it takes them again, in order, though many were refused at once', async () => {
    const {queue, sent, state, done} = openSick('storage-full');
    queue.pump();
    await heard();
    state.isWell = true;
    await within('everything to be sent', done);
    expect(sent).toStrictEqual(messages.map(({clientMsgId}) => clientMsgId));
  });

  test('go out at once on a new connection', async () => {
    const {queue, asked, sent, state} = openSick('too-many-requests', '60');
    queue.pump();
    await heard();
    const before = asked.length;
    queue.pump();
    expect(asked).toHaveLength(before);
    state.isWell = true;
    queue.restart();
    // Within turns of the loop, not after any wait.
    for (let turn = 0; turn < 1_000 && sent.length < messages.length; turn++) await heard();
    expect(sent).toHaveLength(messages.length);
  });

  test('do not become failures because many were refused at once', async () => {
    const {queue, failed} = openSick('internal');
    queue.pump();
    await heard();
    expect(failed).toStrictEqual([]);
    queue.stop();
  });

  test('never let a later one overtake: each names the one before, and refused ones go again from the first', async () => {
    const stored: string[] = [];
    let refusalsLeft = 3;
    const done = Promise.withResolvers<void>();
    const queue = openRoomQueue({
      isOnline: () => true,
      async send({clientMsgId}, afterId) {
        await heard();
        if (afterId !== undefined && !stored.includes(afterId)) throw new ChatError('out-of-order');
        if (stored.length % 7 === 3 && refusalsLeft > 0) {
          refusalsLeft--;
          throw new ChatError('storage-full');
        }
        stored.push(clientMsgId);
        return {seq: stored.length, sentAtMs: 0};
      },
      onSent: () => {
        if (stored.length === messages.length) done.resolve();
      },
      onDelayed: () => {},
      onFailed: () => {},
    });
    for (const message of messages) queue.add(message);
    queue.pump();
    await within('everything to be sent', done.promise);
    expect(stored).toStrictEqual(messages.map(({clientMsgId}) => clientMsgId));
  });
});
