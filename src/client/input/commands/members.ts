/** `/members`: lists the members of a room. */
import {personCells} from '../../wording/rows/listCells.ts';
import type {Command} from '../command.ts';
import {fetchMembers} from '../../log/fetching.ts';
import {firstWord, roomWords} from '../../wording/nameWords.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {labelOf, membersOf} from '../../state/selectors.ts';
import {tableOf} from '../../../shared/text/table.ts';

export const members: Command = {
  name: 'members',
  aliases: ['names'],
  usage: '[#room]',
  summary: 'Shows who is in this room, or in the one that is named.',
  complete: firstWord(roomWords),
  async run(client, {words, state}) {
    const {room} = roomArgument(state, words[0]);
    await fetchMembers(client, room.roomId);
    const rolesHere = client.getState().roomById[room.roomId]?.memberRoles;
    const people = membersOf(client.getState(), room.roomId);
    return {
      kind: 'show',
      title: `Members of ${labelOf(room)}`,
      rows: tableOf(people.map(user => personCells(user, rolesHere?.[user.name]))),
    };
  },
};
