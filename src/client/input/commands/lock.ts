/** `/lock` and `/unlock`: whether others than moderators may write and join. */
import {setRules} from '../../actions/governance.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const toCommand = (name: 'lock' | 'unlock', summary: string): Command => ({
  name,
  usage: '[why]',
  summary,
  async run(client, {rest, state}) {
    const {room} = roomArgument(state, undefined);
    await setRules(client, room.roomId, {isLocked: name === 'lock', reason: rest});
    return DONE;
  },
});

export const lock = toCommand(
  'lock',
  'Locks this room: only its moderators write, and nobody comes in. For moderators.',
);
export const unlock = toCommand('unlock', 'Unlocks this room. For moderators.');
