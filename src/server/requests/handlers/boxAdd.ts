/** Adds boxes with the keys of earlier epochs for devices that came later. */
import {fromText} from '../../../shared/sealed/primitives/bytes.ts';
import type {Handler} from '../handler.ts';

export const boxAdd: Handler<'boxAdd'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}, {boxes}) {
    await store.boxAdd({
      userId: me.userId,
      boxes: boxes.map(({roomId, n, to, box}) => ({roomId, n, recipient: to, box: fromText(box)})),
    });
    return {};
  },
};
