/** `reply`: replies to a message. */
import {findMessage, parseMessage, printAction} from '../account/messageTarget.ts';
import {withSession} from '../account/logins.ts';
import {withPlainLines} from '../output/plainText.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {ChatError} from '../../shared/errors.ts';

export const reply: Verb = {
  name: 'reply',
  usage: '<target> [words...]',
  summary: 'answer a message: a number counted from the newest, then the text',
  prints: 'Entry',
  options: [{flags: '--thread', meaning: 'in the thread of that message'}, JSON_OPTION],
  examples: [
    ["chat-tui reply '#lobby' 1 Yes, gladly", 'the newest message there'],
    ["chat-tui reply '#lobby/123' --thread Done", 'in the thread of the one with this seq'],
  ],
  run: (shell, call) => {
    const message = parseMessage(call.words);
    const text = withPlainLines(message.words.join(' '));
    if (text === '') throw new ChatError('message-empty');
    return withSession(shell, async client => {
      const {replyNow} = await import('../../client/actions/messages/messageActionsNow.ts');
      const place = await findMessage(client, message);
      const sent = await replyNow(client, place, {text, isThread: call.options.thread === true});
      await printAction(shell, call, client, {...place, ...sent});
    });
  },
};
