/** Answered when everything that this connection has asked before is answered. */
import type {Handler} from '../handler.ts';

export const ping: Handler<'ping'> = {
  access: 'anyone',
  token: {right: 'any', where: 'none'},
  lane: 'chat',
  order: 'alone',
  run: async () => ({}),
};
