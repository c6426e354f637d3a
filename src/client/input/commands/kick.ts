/** `/kick`: ends somebody's connections. */
import {kick as endConnections} from '../../actions/presence.ts';
import {DONE, type Command} from '../command.ts';
import {personWords} from '../../wording/nameWords.ts';
import {checkOnePerson} from '../roomArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const kick: Command = {
  name: 'kick',
  usage: '@name [why]',
  summary: "Ends somebody's connections; they and the others are told. For the owner and admins.",
  complete: (state, words, started) => (words.length > 0 ? [] : personWords(state, started)),
  async run(client, {words, rest}) {
    const [name] = words;
    if (name === undefined) throw new ChatError('command-usage', '/kick @name [why]');
    const why = rest.replace(/^\S+\s*/, '');
    checkOnePerson(name, why);
    await endConnections(client, name, why);
    return DONE;
  },
};
