/** `/highlight`: words that notify like a mention. */
import {addHighlight, ownWords, removeHighlight} from '../../actions/people/highlight.ts';
import {ChatError} from '../../../shared/errors.ts';
import {PREFERENCE_LIMITS} from '../../../shared/limits.ts';
import type {Command} from '../command.ts';

const STEPS = ['add', 'remove', 'list'];
const USAGE = '/highlight add|remove WORD, or /highlight list';

export const highlight: Command = {
  name: 'highlight',
  aliases: ['hl'],
  usage: '[add|remove word | list]',
  summary: 'Words that ring like a mention of you, in every room and on all your devices.',
  details: [
    'Case does not matter; a word may be several, such as /highlight add release 2. Code and links are not ' +
      `looked at. Up to ${PREFERENCE_LIMITS.highlightWordsMax} words.`,
    '/set own-name on does the same for your login name without @.',
  ],
  complete(state, words, started) {
    if (words.length === 0) return STEPS.filter(step => step.startsWith(started));
    if (words.length > 1 || words[0] !== 'remove') return [];
    return state.preferences.highlightWords.filter(word => word.startsWith(started.toLowerCase()));
  },
  async run(client, {rest}) {
    const [step = 'list'] = rest === '' ? [] : rest.split(/\s+/, 1);
    const word = rest.slice(step.length).trim();
    if (!STEPS.includes(step) || (step === 'list') !== (word === '')) throw new ChatError('command-usage', USAGE);
    if (step === 'add')
      return {kind: 'told', sentence: `${await addHighlight(client, word)} rings like a mention from now on.`};
    if (step === 'remove') return {kind: 'told', sentence: `${await removeHighlight(client, word)} rings no more.`};
    const words = ownWords(client);
    return words.length === 0
      ? {kind: 'told', sentence: 'No words ring yet. Add one with /highlight add WORD.'}
      : {kind: 'show', title: 'Words that ring like a mention', rows: [...words]};
  },
};
