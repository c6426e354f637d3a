/** Shows whether one has a second factor, and whether one must have one. */
import type {Handler} from '../handler.ts';
import {isSecondFactorRequired} from '../../signIn/required.ts';

export const secondFactorShow: Handler<'secondFactorShow'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({store, settings, me}) {
    const isRequired = isSecondFactorRequired(settings, me.role);
    return {isRequired, ...(await store.secondFactorShow(me.userId))};
  },
};
