/** Sets a farewell text that the others see when the connection ends; disconnect afterwards. */
import type {Handler} from '../handler.ts';

export const sessionQuit: Handler<'sessionQuit'> = {
  access: 'account',
  token: {right: 'any', where: 'none'},
  lane: 'chat',
  order: 'alone',
  async run({connection}, {text}) {
    connection.lastWords = text.toWellFormed();
    return {};
  },
};
