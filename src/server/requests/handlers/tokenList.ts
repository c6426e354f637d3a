/** Lists one’s own tokens for programs. */
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Handler} from '../handler.ts';
import {toProgramToken} from '../../signIn/tokens.ts';

export const tokenList: Handler<'tokenList'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run(context) {
    const {me, store, now} = context;
    const stored = await store.tokenList({userId: me.userId, limit: FIXED_LIMITS.tokensMax, nowMs: now()});
    const tokens = await Promise.all(stored.map(one => toProgramToken(context, one, me.userId)));
    return {tokens: tokens.flatMap(one => one ?? []).toReversed()};
  },
};
