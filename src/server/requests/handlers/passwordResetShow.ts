/** Shows whose password a link sets. */
import type {Handler} from '../handler.ts';
import {findReset} from '../../signIn/resets.ts';

export const passwordResetShow: Handler<'passwordResetShow'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {resetCode}) {
    const {name} = await findReset(context, resetCode);
    return {name};
  },
};
