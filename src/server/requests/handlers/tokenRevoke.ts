/** Revokes one of one’s own tokens for programs; its connections and transfers end at once. */
import type {Handler} from '../handler.ts';
import {doerOf} from '../../audit/audit.ts';
import {revokeProgramToken} from '../../signIn/tokens.ts';

export const tokenRevoke: Handler<'tokenRevoke'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run(context, {number}) {
    const {me, connection} = context;
    await revokeProgramToken(context, doerOf(me, connection), {userId: me.userId, name: me.name, number});
    return {};
  },
};
