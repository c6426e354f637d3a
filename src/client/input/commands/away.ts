/** `/away`: sets one's presence to away. */
import {goAway} from '../../actions/people/presence.ts';
import {DONE, type Command} from '../command.ts';

export const away: Command = {
  name: 'away',
  usage: '[why]',
  summary: 'Says that you are not there; /back ends it.',
  async run(client, {rest}) {
    await goAway(client, rest);
    return DONE;
  },
};
