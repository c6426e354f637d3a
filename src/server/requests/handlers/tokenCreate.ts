/** Creates a token for a program, with rights, rooms and an end; it is shown this once. */
import type {Handler} from '../handler.ts';
import {makeToken} from '../../signIn/tokens.ts';

export const tokenCreate: Handler<'tokenCreate'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  run: (context, wanted) => makeToken(context, wanted),
};
