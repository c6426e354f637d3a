/** Keeps last words; they are told to the others when the connection ends. */
import type {Handler} from '../handler.ts';

export const sessionQuit: Handler<'sessionQuit'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  async run({connection}, {text}) {
    connection.lastWords = text.toWellFormed();
    return {};
  },
};
