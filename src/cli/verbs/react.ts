/** `react`: gives an emoji to a message, or takes it back. */
import {findMessage, parseMessage, printAction} from '../account/messageTarget.ts';
import {withSession} from '../account/logins.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {ChatError} from '../../shared/errors.ts';
import {emojiOf} from '../../client/input/typed/emojiNames.ts';

export const react: Verb = {
  name: 'react',
  usage: '<target> [words...]',
  summary: 'give an emoji to a message: a number counted from the newest, then the emoji or its name',
  prints: 'Entry',
  options: [{flags: '--off', meaning: 'take it back'}, JSON_OPTION],
  examples: [
    ["chat-tui react '#lobby' 1 :tada:", 'to the newest message there'],
    ["chat-tui react '#lobby/123' --off 👍", 'from the one with this seq'],
  ],
  run: async (shell, call) => {
    const message = parseMessage(call.words);
    const emoji = await emojiOf(message.words.join(' '));
    if (emoji === undefined) throw new ChatError('emoji-invalid');
    return withSession(shell, async client => {
      const {reactNow} = await import('../../client/actions/messages/messageActionsNow.ts');
      const place = await findMessage(client, message);
      const given = await reactNow(client, place, {emoji, isOn: call.options.off !== true});
      await printAction(shell, call, client, {...place, ...given});
    });
  },
};
