/** Lists the boxes with keys for one of one’s own devices, or for one’s recovery key, in pages. */
import {SEALED_PAGES} from '../../../shared/protocol/sealed.ts';
import {toText} from '../../../shared/sealed/primitives/bytes.ts';
import type {Handler} from '../handler.ts';

export const boxList: Handler<'boxList'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store}, {to, after = {roomId: 0, n: 0}}) {
    const limit = SEALED_PAGES.boxes;
    const boxes = await store.boxList({userId: me.userId, recipient: to, after, limit: limit + 1});
    return {
      boxes: boxes.slice(0, limit).map(({roomId, n, box}) => ({roomId, n, box: toText(box)})),
      hasMore: boxes.length > limit,
    };
  },
};
