/** Answered once all earlier requests of this connection are answered, except those about files and admin commands. */
import type {Handler} from '../handler.ts';

export const ping: Handler<'ping'> = {
  access: 'anyone',
  token: {right: 'any', where: 'none'},
  lane: 'chat',
  order: 'alone',
  run: async () => ({}),
};
