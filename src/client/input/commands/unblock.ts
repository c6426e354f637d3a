/** `/unblock`: shows the messages of a blocked person again. */
import {firstWord} from '../../wording/nameWords.ts';
import {blockPerson} from '../../actions/people/friends.ts';
import {friendWords} from '../../wording/rows/friendWords.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';

export const unblock: Command = {
  name: 'unblock',
  aliases: ['unignore'],
  usage: '@name',
  summary: 'Shows again what somebody says whom you have blocked.',
  complete: firstWord((state, started) => friendWords(state, started, ['blocked'])),
  async run(client, {words}) {
    const [name] = words;
    if (name === undefined || words.length > 1) throw new ChatError('command-usage', '/unblock @name');
    const {user} = await blockPerson(client, name, false);
    return {kind: 'told', sentence: `@${user.name} is not blocked.`};
  },
};
