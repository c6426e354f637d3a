/**
 * Notices about the account and the server: invitations, presence, role changes, a server that shuts down or was rolled back.
 */
import {ChatError, kindOf, sentenceOf, type ErrorCode} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Invite, Role, Room} from '../../shared/model.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';
import {labelOf} from '../state/selectors.ts';
import {SET_BACK, wasSetBack} from '../state/room/roomMerge.ts';
import type {Connection, State} from '../state/state.ts';

/** Up to this number, pending invitations are reported one by one. */
const INVITES_TOLD_MAX = 5;

const ROLE_TOLD: Record<Role, string> = {
  owner: 'You own this server now.',
  admin: 'You are an admin of this server now.',
  moderator: 'You are a moderator of this server now.',
  member: 'You are a member of this server now, as everybody is.',
  guest: 'You are a guest of this server now: only in rooms to which you are invited.',
};

/** Whether the server was rolled back, as by restoring a backup: its logs are shorter than what was seen. */
function isSetBack(before: State, rooms: readonly Room[]): boolean {
  return (
    before.connection.status !== 'online' &&
    rooms.some(room => {
      const one = before.roomById[room.roomId];
      return one !== undefined && wasSetBack(one, room);
    })
  );
}

export function news(client: Core): Part {
  const tellInvite = ({by, roomName}: Invite) =>
    client.notify('info', `${by} invites you to #${roomName}. Use /join #${roomName}`);

  let told: ErrorCode | undefined;
  const tellCut = (connection: Connection, before: State) => {
    if (connection.status === 'online') told = undefined;
    if (connection.status !== 'reconnecting' || kindOf(connection.code).isToldOnCut !== true) return;
    // Reported once, not at every retry.
    if (told === connection.code) return;
    told = connection.code;
    client.notify('warning', sentenceOf(connection.code, connection.detail), before.currentRoomId);
  };

  /** Sets the presence to away again: the server forgets it with the connection. */
  const stayAway = async (status: string): Promise<void> => {
    const cut = status.slice(0, FIXED_LIMITS.statusLengthMax);
    try {
      await client.request('presenceSet', {state: 'away', status: cut});
      client.dispatch({type: 'selfChanged', state: 'away', status: cut});
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      // A muted person may not set a status text, but can still be away.
      if (error.code === 'muted' && cut !== '') await stayAway('');
    }
  };
  // A shell verb shows no notices.
  if (client.options.isHeadless === true) return {};
  return {
    on: {
      inviteReceived: tellInvite,
      contactChanged({contact}, before) {
        const {user, state} = contact;
        const known = before.contacts.get(user.name)?.state;
        if (state === 'asking' && known !== state)
          client.notify(
            'info',
            `@${user.name} wants to be your friend. Use /friend accept @${user.name}, or /friend decline`,
          );
        if (state === 'friend' && known === 'asked') client.notify('info', `@${user.name} is your friend now.`);
      },
      roomClosed({roomId, deletedBy, removedBy, reason = ''}, before) {
        const room = before.roomById[roomId]?.room;
        if (room === undefined) return;
        const label = labelOf(room);
        if (deletedBy !== undefined && deletedBy !== before.me?.name)
          client.notify('warning', `@${deletedBy} deleted ${label}, with everything in it.`);
        if (removedBy !== undefined)
          client.notify('warning', `@${removedBy} removed you from ${label}${reason === '' ? '.' : `: ${reason}`}`);
      },
      connectionChanged: ({connection}, before) => tellCut(connection, before),
      muteChanged: ({words}) =>
        client.notify(
          words === '' ? 'info' : 'warning',
          words === '' ? 'You may write again.' : sentenceOf('muted', words),
        ),
      reportMade: ({reportId, by, about, reason}) =>
        client.notify(
          'warning',
          `${by} reports ${about}${reason === '' ? '' : `: ${reason}`}. Use /reports; settle it with /admin settle ${reportId}`,
        ),
      roleChanged: ({role}) => client.notify('info', ROLE_TOLD[role]),
      sessionOpened(opened, before) {
        const {me} = before;
        if (me?.name === opened.me.name && isSetBack(before, opened.rooms)) client.notify('warning', SET_BACK);
        if (me?.state === 'away' && me.name === opened.me.name && opened.me.state === 'online')
          client.background(stayAway(me.status));
        const known = new Set(before.invites.map(({roomId}) => roomId));
        for (const invite of opened.invites.filter(({roomId}) => !known.has(roomId)).slice(0, INVITES_TOLD_MAX)) {
          tellInvite(invite);
        }
      },
    },
  };
}
