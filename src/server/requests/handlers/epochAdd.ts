/**
 * Adds an epoch to an encrypted conversation: the statement and a box for every device and recovery key, or nothing.
 */
import {fromText} from '../../../shared/sealed/primitives/bytes.ts';
import {placedOf} from '../views.ts';
import type {Handler} from '../handler.ts';

export const epochAdd: Handler<'epochAdd'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store, now}, {roomId, statement, boxes}) {
    return placedOf(
      await store.epochAdd({
        roomId,
        userId: me.userId,
        statement: fromText(statement),
        boxes: boxes.map(({to, box}) => ({recipient: to, box: fromText(box)})),
        atMs: now(),
      }),
    );
  },
};
