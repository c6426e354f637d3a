/** Shows what a client must know before login. */
import {serverFacts} from '../views.ts';
import type {Handler} from '../handler.ts';

export const serverShow: Handler<'serverShow'> = {
  access: 'anyone',
  token: {right: 'any', where: 'none'},
  lane: 'chat',
  order: 'alone',
  run: async context => serverFacts(context),
};
