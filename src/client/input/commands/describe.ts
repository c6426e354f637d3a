/** `/describe`: shows or sets the description of a room. */
import {describeRoom} from '../../actions/roomLifecycle.ts';
import {labelOf} from '../../state/selectors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {grouped} from '../../../shared/text/figures.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

export const describe: Command = {
  name: 'describe',
  usage: '[text | --clear]',
  summary: 'Shows the description of this room, or sets it. The owner sets it.',
  details: [
    `A description may have several lines, up to ${grouped(FIXED_LIMITS.descriptionLengthMax)} characters; the topic is the ` +
      'one line for now.',
  ],
  async run(client, {rest, state}) {
    const {room} = roomArgument(state, undefined);
    const {description = ''} = room;
    if (rest === '' && description === '') return {kind: 'told', sentence: `${labelOf(room)} has no description yet.`};
    if (rest === '') return {kind: 'show', title: `About ${labelOf(room)}`, rows: description.split('\n')};
    await describeRoom(client, room.roomId, rest === '--clear' ? '' : rest);
    return DONE;
  },
};
