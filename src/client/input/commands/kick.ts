/** `/kick`: ends somebody's connections and keeps them out for a while. */
import {kick as endConnections} from '../../actions/people/presence.ts';
import {DONE, type Command} from '../command.ts';
import {firstWord, personWords} from '../../wording/nameWords.ts';
import {checkOnePerson} from '../typed/roomArgument.ts';
import {kickWords} from '../../../shared/words/kickWords.ts';
import {ChatError} from '../../../shared/errors.ts';

const USAGE = '/kick @name [10m|2h|1d] [why]';

export const kick: Command = {
  name: 'kick',
  usage: '@name [10m|2h|1d] [why]',
  summary:
    "Ends somebody's connections, and keeps them out for 10 minutes or as long as you say; they and the " +
    'others are told. For moderators.',
  complete: firstWord(personWords),
  async run(client, {words, rest}) {
    const [name] = words;
    if (name === undefined) throw new ChatError('command-usage', USAGE);
    const {forMs, why} = kickWords(rest.replace(/^\S+\s*/, ''), USAGE);
    checkOnePerson(name, why);
    await endConnections(client, name, why, forMs);
    return DONE;
  },
};
