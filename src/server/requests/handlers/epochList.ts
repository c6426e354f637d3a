/**
 * Lists the epochs of an encrypted conversation, oldest first: who its members were, as they have signed it; in pages.
 */
import {SEALED_PAGES} from '../../../shared/protocol/sealed.ts';
import {toText} from '../../../shared/sealed/primitives/bytes.ts';
import type {Handler} from '../handler.ts';

export const epochList: Handler<'epochList'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store}, {roomId, afterN = -1}) {
    const limit = SEALED_PAGES.epochs;
    const epochs = await store.epochList({roomId, userId: me.userId, afterN, limit: limit + 1});
    return {
      epochs: epochs.slice(0, limit).map(({seq, statement}) => ({seq, statement: toText(statement)})),
      hasMore: epochs.length > limit,
    };
  },
};
