/** `/rules`: who may write, invite and mention everybody in this room. */
import {setRules} from '../../actions/governance.ts';
import type {Command, Outcome} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {labelOf} from '../../state/selectors.ts';
import {ChatError} from '../../../shared/errors.ts';
import {isRoomRole, ROOM_ROLES, type RuledAction} from '../../../shared/access/roles.ts';
import {FIRST_RULES, readKeepDays, rulesText} from '../../../shared/rules.ts';

const USAGE = `/rules [write|invite|mention-all ${ROOM_ROLES.join('|')}] or /rules keep 30d|off`;
const ACTIONS: Readonly<Record<string, RuledAction>> = {write: 'write', invite: 'invite', 'mention-all': 'mentionAll'};

const wordsAfter = (word = ''): readonly string[] => (word === 'keep' ? ['30d', '90d', '365d', 'off'] : ROOM_ROLES);

export const rules: Command = {
  name: 'rules',
  usage: '[what role|keep time]',
  summary:
    'Shows the rules of this room, or says who may write, invite, or mention everybody, and how long messages are kept.',
  details: [
    '/rules write moderator makes it a room for announcements; /lock and /slow belong to the rules as well.',
    '/rules keep 30d removes messages from the server after 30 days, pinned ones too; off keeps them as long as the server does.',
  ],
  complete: (_state, words, started) =>
    (words.length === 0 ? [...Object.keys(ACTIONS), 'keep'] : words.length === 1 ? wordsAfter(words[0]) : []).filter(
      one => one.startsWith(started),
    ),
  async run(client, {words, state}): Promise<Outcome> {
    const {room} = roomArgument(state, undefined);
    const [word = '', role = ''] = words;
    const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
    const keepDays = word === 'keep' ? readKeepDays(role) : undefined;
    const change =
      keepDays !== undefined ? {keepDays} : action !== undefined && isRoomRole(role) ? {[action]: role} : undefined;
    if (words.length > 0 && change === undefined) throw new ChatError('command-usage', USAGE);
    const now = change === undefined ? (room.rules ?? FIRST_RULES) : await setRules(client, room.roomId, change);
    const own =
      room.myRole === undefined ? [] : [`you are ${room.myRole === 'owner' ? 'its owner' : `a ${room.myRole}`}`];
    return {kind: 'show', title: `Rules of ${labelOf(room)}`, rows: [...rulesText(now), ...own]};
  },
};
