/** `/report`: reports a person or a message to the moderators. */
import {report as tellModerators, toReported} from '../../actions/moderation.ts';
import type {Command} from '../command.ts';
import {firstWord, personWords} from '../../wording/nameWords.ts';
import {ChatError} from '../../../shared/errors.ts';

export const report: Command = {
  name: 'report',
  usage: '@name|number|#room/number [why]',
  summary:
    'Tells the moderators about a person, or about a message: so many from the newest here, or by its place in a room.',
  details: ['Nobody else sees it. /report 1 spam reports the newest message on this screen.'],
  complete: firstWord(personWords),
  async run(client, {words, rest, state}) {
    const [what] = words;
    if (what === undefined) throw new ChatError('command-usage', '/report @name|number [why]');
    await tellModerators(client, toReported(state, what), rest.replace(/^\S+\s*/, ''));
    return {kind: 'told', sentence: 'The moderators will look at it. Thank you.'};
  },
};
