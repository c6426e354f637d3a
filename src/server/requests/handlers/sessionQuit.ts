/** Sets a quit message that the others see when the connection ends; disconnect afterwards. */
import {muteRefusal} from '../../moderation/muteRefusal.ts';
import type {Handler} from '../handler.ts';

export const sessionQuit: Handler<'sessionQuit'> = {
  access: 'account',
  token: {right: 'any', where: 'none'},
  lane: 'chat',
  order: 'alone',
  async run(context, {text}) {
    const {connection, me} = context;
    const isSilent = (await muteRefusal(context, me.userId)) !== undefined;
    // The server may be ending the connection by now.
    if (!connection.isEnding) connection.quitMessage = isSilent ? '' : text.toWellFormed();
    return {};
  },
};
