/** `/back`: sets one's presence to online again. */
import {comeBack} from '../../actions/people/presence.ts';
import {DONE, type Command} from '../command.ts';

export const back: Command = {
  name: 'back',
  usage: '',
  summary: 'Says that you are there again.',
  async run(client) {
    await comeBack(client);
    return DONE;
  },
};
