/** `edit`: replaces the text of one's own message. */
import {findMessage, parseMessage, printAction} from '../account/messageTarget.ts';
import {withSession} from '../account/logins.ts';
import {withPlainLines} from '../output/plainText.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {ChatError} from '../../shared/errors.ts';

export const edit: Verb = {
  name: 'edit',
  usage: '<target> [words...]',
  summary: 'give your own message another text: a number counted from the newest, then the text',
  prints: 'Entry',
  options: [JSON_OPTION],
  examples: [
    ["chat-tui edit '#lobby' 1 Good morning", 'the newest message there'],
    ['chat-tui edit \'#lobby/123\' -- "$text"', 'the one with this seq'],
  ],
  run: (shell, call) => {
    const message = parseMessage(call.words);
    const text = withPlainLines(message.words.join(' '));
    if (text === '') throw new ChatError('message-empty');
    return withSession(shell, async client => {
      const {editNow} = await import('../../client/actions/messages/messageActionsNow.ts');
      const place = await findMessage(client, message);
      await printAction(shell, call, client, {...place, ...(await editNow(client, place, text))});
    });
  },
};
