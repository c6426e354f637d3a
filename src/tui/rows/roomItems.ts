/** Contents of the rooms pane: sections with their rooms, and invitations. */
import {columnsOf} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {Invite} from '../../shared/model.ts';
import {listedSections, numberOf, type RoomSection} from '../../client/state/room/roomOrder.ts';
import type {RoomState, State} from '../../client/state/state.ts';

export type RoomItem =
  | {kind: 'section'; section: RoomSection | 'invitations'}
  | {kind: 'room'; key: string; one: RoomState; number: number}
  | {kind: 'invite'; key: string; invite: Invite};

type Facts = Pick<State, 'roomById' | 'preferences' | 'invites' | 'currentRoomId'>;

/** Before the number of the room: names can be alike. */
const INVITE = 'invite ';

/** Sections have headings only where there is more than rooms and conversations. */
export function roomItems(facts: Facts, nowMs: number): RoomItem[] {
  const {invites} = facts;
  const rooms = listedSections(facts, nowMs);
  const isNamed = invites.length > 0 || rooms.some(({section}) => section === 'favourites' || section === 'unread');
  const items: RoomItem[] = [];
  let section: RoomSection | undefined;
  for (const [index, {section: now, one}] of rooms.entries()) {
    if (isNamed && now !== section) items.push({kind: 'section', section: now});
    section = now;
    items.push({kind: 'room', key: String(one.room.roomId), one, number: numberOf(one.room, index)});
  }
  if (invites.length > 0) items.push({kind: 'section', section: 'invitations'});
  return [...items, ...invites.map((invite): RoomItem => ({kind: 'invite', key: `${INVITE}${invite.roomId}`, invite}))];
}

/** Sign, number, a space before a name; a space and a badge such as `@2 12` behind it; a dot and a space for people. */
const AROUND_NAME = 9;
const DOT = 2;

/** Width in which all names fit; constant when badges appear, so that the pane keeps its width. */
export function roomsColumnsWanted(roomById: State['roomById']): number {
  let widest = 0;
  for (const {room} of Object.values(roomById)) {
    const dot = room.kind === 'direct' ? DOT : 0;
    widest = Math.max(widest, columnsOf(display(labelOf(room), 'line')) + dot);
  }
  return widest + AROUND_NAME;
}

/** The room's number, where the key is an invitation's. */
export const invitedRoom = (key: string): number | undefined =>
  key.startsWith(INVITE) ? Number(key.slice(INVITE.length)) : undefined;
