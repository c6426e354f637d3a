/** Answers when everything before it on this connection is answered: a barrier. */
import type {Handler} from '../handler.ts';

export const ping: Handler<'ping'> = {
  access: 'anyone',
  lane: 'chat',
  order: 'alone',
  run: async () => ({}),
};
