/** Logs out one of one’s devices, or all but this one. */
import type {Handler} from '../handler.ts';
import {doerOf} from '../../audit/audit.ts';
import {endDevices} from '../../signIn/devices.ts';

export const deviceEnd: Handler<'deviceEnd'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run(context, {number}) {
    const {me, connection} = context;
    const {userId, name} = me;
    const except = number === undefined ? connection.tokenHash : undefined;
    return {ended: await endDevices(context, doerOf(me, connection), {userId, name, number, exceptTokenHash: except})};
  },
};
