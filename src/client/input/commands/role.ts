/** `/role`: shows the roles, and gives a person another role on the server or in a room. */
import {loginOf} from '../../../shared/words/typedName.ts';
import {setRoomRole} from '../../actions/governance.ts';
import {setRole} from '../../actions/people/presence.ts';
import type {Command, Outcome, Typed} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {personWords, roomWords} from '../../wording/nameWords.ts';
import {rightsRows} from '../../wording/rows/rightsRows.ts';
import {labelOf} from '../../state/selectors.ts';
import {ChatError} from '../../../shared/errors.ts';
import {aRole, isRoomRole, isServerRole, ROOM_ROLES, SERVER_ROLES} from '../../../shared/access/roles.ts';

const USAGE = '/role [here|#room] @name ROLE';
const isPlace = (word: string | undefined) => word === 'here' || word?.startsWith('#') === true;

export const role: Command = {
  name: 'role',
  aliases: ['roles'],
  usage: '[[here|#room] @name role]',
  summary:
    'Shows who may do what, or gives somebody another role on the server, in this room, or in one that is named.',
  details: [
    `On the server: ${SERVER_ROLES.join(', ')}. In a room: ${ROOM_ROLES.join(', ')}. You can give roles ` +
      'below your own to people below you.',
    'Giving owner hands the server or the room over: there is one.',
  ],
  complete(state, words, started) {
    const rest = isPlace(words[0]) ? words.slice(1) : words;
    const roles = isPlace(words[0]) ? ROOM_ROLES : SERVER_ROLES;
    if (rest.length === 1) return roles.filter(one => one.startsWith(started));
    if (rest.length > 1) return [];
    if (words.length === 0 && started.startsWith('#')) return roomWords(state, started);
    return personWords(state, started);
  },
  async run(client, {words, state}): Promise<Outcome> {
    const [first, ...others] = words;
    if (first === undefined) return {kind: 'show', title: 'Roles', rows: rightsRows(state)};
    if (isPlace(first)) return giveInRoom({client, state}, first === 'here' ? undefined : first, others);
    const [wanted = ''] = others;
    if (others.length !== 1 || !isServerRole(wanted)) throw new ChatError('command-usage', USAGE);
    await setRole(client, first, wanted);
    return told(first, wanted, 'here');
  },
};

async function giveInRoom(
  {client, state}: Typed,
  label: string | undefined,
  words: readonly string[],
): Promise<Outcome> {
  const [name = '', wanted = ''] = words;
  if (words.length !== 2 || !isRoomRole(wanted)) throw new ChatError('command-usage', USAGE);
  const {room} = roomArgument(state, label);
  await setRoomRole(client, room.roomId, name, wanted);
  return told(name, wanted, `of ${labelOf(room)}`);
}

const told = (name: string, wanted: (typeof SERVER_ROLES)[number], where: string): Outcome => ({
  kind: 'told',
  sentence: `@${loginOf(name)} is ${wanted === 'owner' ? 'the owner' : aRole(wanted)} ${where} now.`,
});
