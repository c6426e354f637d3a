/** Begins to set up a second factor: its secret counts once a code of it is confirmed. */
import type {Handler} from '../handler.ts';
import {beginSecondFactor} from '../../signIn/secondFactor.ts';

export const secondFactorBegin: Handler<'secondFactorBegin'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  run: (context, given) => beginSecondFactor(context, given),
};
