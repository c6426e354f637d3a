/** Answered when everything that this connection has asked before is answered, but what is about files or an admin command. */
import type {Handler} from '../handler.ts';

export const ping: Handler<'ping'> = {
  access: 'anyone',
  token: {right: 'any', where: 'none'},
  lane: 'chat',
  order: 'alone',
  run: async () => ({}),
};
