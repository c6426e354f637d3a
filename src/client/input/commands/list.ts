/** `/list`: lists the rooms, to enter one. */
import {roomNameOf} from '../../../shared/words/typedName.ts';
import {roomCells} from '../../wording/rows/listCells.ts';
import {enterRoom, joinRoom, listRooms} from '../../actions/room.ts';
import {DONE, type Command, type Outcome} from '../command.ts';
import type {Client} from '../../client.ts';
import type {State} from '../../state/state.ts';
import type {RoomSummary} from '../../../shared/model.ts';

export const list: Command = {
  name: 'list',
  aliases: ['rooms'],
  usage: '[part of a name]',
  summary: 'Lists the rooms there are: * marks those you are in, + those you are invited to.',
  async run(client, {rest}) {
    const wanted = roomNameOf(rest);
    const rooms = [...invitedRooms(client.getState()), ...(await listRooms(client))];
    // Invitations come first; where the server lists the room too, its row replaces the invitation's.
    const byId = new Map(rooms.map(room => [room.roomId, room]));
    const found = [...byId.values()].filter(({name}) => name.includes(wanted));
    if (found.length === 0) return {kind: 'told', sentence: `No room has ${rest} in its name.`};
    const {invites} = client.getState();
    const choices = found.map((room, index) => ({
      number: index + 1,
      row: roomCells(room, invites.find(({roomId}) => roomId === room.roomId)?.by),
      take: () => goInto(client, room),
    }));
    return {kind: 'choose', title: 'Rooms', choices};
  },
};

/** Enters a joined room by its id, because another room can have the same name. */
async function goInto(client: Client, {roomId, name}: RoomSummary): Promise<Outcome> {
  if (client.getState().roomById[roomId] === undefined) await joinRoom(client, name);
  else enterRoom(client, roomId);
  return DONE;
}

/** Rows for invitations, because the server lists private rooms only for their members. */
const invitedRooms = ({invites}: State): RoomSummary[] =>
  invites.map(({roomId, roomName}) => ({
    roomId,
    kind: 'private',
    name: roomName,
    topic: '',
    memberCount: 0,
    isMember: false,
  }));
