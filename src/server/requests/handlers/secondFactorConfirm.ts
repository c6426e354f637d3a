/** Confirms a second factor by one of its codes; from then on every login asks for one. */
import type {Handler} from '../handler.ts';
import {confirmSecondFactor} from '../../signIn/secondFactor.ts';

export const secondFactorConfirm: Handler<'secondFactorConfirm'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {code}) {
    return {recoveryCodes: await confirmSecondFactor(context, code)};
  },
};
