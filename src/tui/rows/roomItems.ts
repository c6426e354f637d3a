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

/** Prefix of an invitation's key, before the id of its room, because names can be equal. */
const INVITE = 'invite ';

/** Headings are shown only if there are more sections than rooms and conversations. */
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

/**
 * Columns around a name: sign, number and a space before it; a space and a badge such as `@2 12` after it. For people, a dot and
 * a space more.
 */
const AROUND_NAME = 9;
const DOT = 2;

/** Width at which all names fit; includes space for badges, so that the pane does not change its width. */
export function roomsColumnsWanted(roomById: State['roomById']): number {
  let widest = 0;
  for (const {room} of Object.values(roomById)) {
    const dot = room.kind === 'direct' ? DOT : 0;
    widest = Math.max(widest, columnsOf(display(labelOf(room), 'line')) + dot);
  }
  return widest + AROUND_NAME;
}

/** Id of the room if the key is that of an invitation. */
export const invitedRoom = (key: string): number | undefined =>
  key.startsWith(INVITE) ? Number(key.slice(INVITE.length)) : undefined;
