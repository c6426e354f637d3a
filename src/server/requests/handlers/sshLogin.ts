/** Logs in by a challenge that an SSH key of the account has signed for this server. */
import type {Handler} from '../handler.ts';
import {loginBySsh} from '../../signIn/sshLogin.ts';

export const sshLogin: Handler<'sshLogin'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  run: (context, signed) => loginBySsh(context, signed),
};
