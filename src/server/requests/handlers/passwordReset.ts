/** Sets a forgotten password by a link that works once, and logs in; all other logins end. */
import type {Handler} from '../handler.ts';
import {useReset} from '../../signIn/resets.ts';

export const passwordReset: Handler<'passwordReset'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  run: (context, reset) => useReset(context, reset),
};
