/** Sets a forgotten password by a link that is good once, and logs in. */
import type {Handler} from '../handler.ts';
import {useReset} from '../../signIn/resets.ts';

export const passwordReset: Handler<'passwordReset'> = {
  access: 'anyone',
  lane: 'chat',
  order: 'alone',
  run: (context, reset) => useReset(context, reset),
};
