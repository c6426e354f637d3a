/** `/rename`: renames this room. */
import {renameRoom} from '../../actions/roomLifecycle.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const rename: Command = {
  name: 'rename',
  usage: '#name',
  summary: 'Gives this room another name. For its owner.',
  details: ['Links with the name before still lead here, until another room is called so.'],
  async run(client, {words, state}) {
    const [name] = words;
    if (name === undefined || words.length > 1) throw new ChatError('command-usage', '/rename #name');
    await renameRoom(client, roomArgument(state, undefined).room.roomId, name);
    return DONE;
  },
};
