/** `/block`: hides the messages of a person. */
import {blockPerson} from '../../actions/people/friends.ts';
import {becameWords} from '../../wording/rows/friendWords.ts';
import {firstWord, personWords} from '../../wording/nameWords.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';

export const block: Command = {
  name: 'block',
  aliases: ['ignore'],
  usage: '@name',
  summary: 'Hides somebody: what they say is neither shown nor counted; /unblock ends it.',
  details: [
    'They are not told. A friendship ends, your conversation goes out of sight, and new messages do not bring it back.',
  ],
  complete: firstWord(personWords),
  async run(client, {words}) {
    const [name] = words;
    if (name === undefined || words.length > 1) throw new ChatError('command-usage', '/block @name');
    return {kind: 'told', sentence: becameWords(await blockPerson(client, name))};
  },
};
