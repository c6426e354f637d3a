/** Removes a second factor. */
import type {Handler} from '../handler.ts';
import {endSecondFactor} from '../../signIn/secondFactor.ts';

export const secondFactorEnd: Handler<'secondFactorEnd'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, given) {
    await endSecondFactor(context, given);
    return {};
  },
};
