/** `pin`: pins a message for the whole room, or unpins it. */
import {findMessage, parseMessage, printAction} from '../account/messageTarget.ts';
import {withSession} from '../account/logins.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const pin: Verb = {
  name: 'pin',
  usage: '<target> [number]',
  summary: 'keep a message at hand for the whole room: a number counted from the newest',
  prints: 'Entry',
  options: [{flags: '--off', meaning: 'pin it no longer'}, JSON_OPTION],
  examples: [
    ["chat-tui pin '#lobby' 1", 'the newest message there'],
    ["chat-tui pin '#lobby/123' --off", 'the one with this seq, no longer'],
  ],
  run: (shell, call) => {
    const message = parseMessage(call.words);
    return withSession(shell, async client => {
      const {pinNow} = await import('../../client/actions/messages/messageActionsNow.ts');
      const place = await findMessage(client, message);
      await printAction(shell, call, client, {...place, ...(await pinNow(client, place, call.options.off !== true))});
    });
  },
};
