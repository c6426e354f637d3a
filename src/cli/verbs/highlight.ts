/** `highlight`: manages the words that alert like a mention. */
import {addHighlight, ownWords, removeHighlight} from '../../client/actions/people/highlight.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {withSession} from '../account/logins.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

const STEPS = new Map([
  ['add', addHighlight],
  ['remove', removeHighlight],
]);

export const highlight: Verb = {
  name: 'highlight',
  usage: '[step] [word...]',
  summary: 'list the words that ring like a mention of you, or add or remove one',
  prints: 'Preferences',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui highlight', 'one word a line'],
    ['chat-tui highlight add deploy', 'counted by unread, in the inbox, and mentionsMe of tail --json'],
    ['chat-tui highlight remove deploy', 'it rings no more'],
  ],
  async run(shell, call) {
    const [step = 'list', ...words] = call.words;
    const take = STEPS.get(step);
    if (step === 'list' ? words.length > 0 : take === undefined || words.length === 0)
      throw new ChatError('command-usage', 'chat-tui highlight add|remove WORD, or chat-tui highlight list');
    await withSession(shell, async client => {
      requireRight(client.getState(), 'settings');
      await take?.(client, words.join(' '));
      if (call.options.json === true) shell.printJson(client.getState().preferences);
      else if (take === undefined) for (const word of ownWords(client)) shell.print(display(word, 'line'));
    });
  },
};
