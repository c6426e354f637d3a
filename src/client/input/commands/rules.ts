/** `/rules`: who may write, invite and mention everybody in this room. */
import {setRules} from '../../actions/governance.ts';
import type {Command, Outcome} from '../command.ts';
import {roomArgument} from '../roomArgument.ts';
import {labelOf} from '../../state/selectors.ts';
import {ChatError} from '../../../shared/errors.ts';
import {isRoomRole, ROOM_ROLES, type RuledAction} from '../../../shared/roles.ts';
import {FIRST_RULES, rulesText} from '../../../shared/rules.ts';

const USAGE = `/rules [write|invite|mention-all ${ROOM_ROLES.join('|')}]`;
const ACTIONS: Readonly<Record<string, RuledAction>> = {write: 'write', invite: 'invite', 'mention-all': 'mentionAll'};

export const rules: Command = {
  name: 'rules',
  usage: '[what role]',
  summary: 'Shows the rules of this room, or says who may write, invite, or mention everybody.',
  details: ['/rules write moderator makes it a room for announcements; /lock and /slow belong to the rules as well.'],
  complete: (_state, words, started) =>
    (words.length === 0 ? Object.keys(ACTIONS) : words.length === 1 ? ROOM_ROLES : []).filter(one =>
      one.startsWith(started),
    ),
  async run(client, {words}): Promise<Outcome> {
    const {room} = roomArgument(client.getState(), undefined);
    const [word = '', role = ''] = words;
    const action = ACTIONS[word];
    if (words.length > 0 && (action === undefined || !isRoomRole(role))) throw new ChatError('command-usage', USAGE);
    const now =
      action === undefined || !isRoomRole(role)
        ? (room.rules ?? FIRST_RULES)
        : await setRules(client, room.roomId, {[action]: role});
    const own =
      room.myRole === undefined ? [] : [`you are ${room.myRole === 'owner' ? 'its owner' : `a ${room.myRole}`}`];
    return {kind: 'show', title: `Rules of ${labelOf(room)}`, rows: [...rulesText(now), ...own]};
  },
};
