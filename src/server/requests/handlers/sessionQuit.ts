/** Sets a farewell text that the others see when the connection ends; disconnect afterwards. */
import {muteRefusal} from '../muteRefusal.ts';
import type {Handler} from '../handler.ts';

export const sessionQuit: Handler<'sessionQuit'> = {
  access: 'account',
  token: {right: 'any', where: 'none'},
  lane: 'chat',
  order: 'alone',
  async run(context, {text}) {
    const {connection} = context;
    const isSilent = (await muteRefusal(context)) !== undefined;
    // It may have been made to end meanwhile.
    if (!connection.isEnding) connection.lastWords = isSilent ? '' : text.toWellFormed();
    return {};
  },
};
