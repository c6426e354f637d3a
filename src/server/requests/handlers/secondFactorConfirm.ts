/** Confirms a second factor by a code of it; from then on each login asks for one. */
import type {Handler} from '../handler.ts';
import {confirmSecondFactor} from '../../signIn/secondFactor.ts';

export const secondFactorConfirm: Handler<'secondFactorConfirm'> = {
  access: 'anyone',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {code}) {
    return {recoveryCodes: await confirmSecondFactor(context, code)};
  },
};
