/** From room to room; each is entered at its first unread message, else at its newest. */
import * as actions from '../../../client/actions/room.ts';
import {listedRooms} from '../../../client/state/selectors.ts';
import type {Act} from '../act.ts';
import type {Screen} from '../../screenContext.ts';

/** @param roomId absent where there is no such room: then nothing happens */
export function enterRoom({client, store}: Screen, roomId: number | undefined): void {
  if (roomId === undefined) return;
  store.change({type: 'scrolled', roomId, anchor: undefined});
  actions.enterRoom(client, roomId);
}

/** Around the ends. */
const enterUnread =
  (step: 1 | -1): Act =>
  screen => {
    const state = screen.client.getState();
    const rooms = listedRooms(state, screen.client.options.now());
    const start = rooms.findIndex(({room}) => room.roomId === state.currentRoomId);
    for (let moved = 1; moved < rooms.length; moved++) {
      const {room} = rooms[(start + step * moved + rooms.length) % rooms.length] ?? {};
      if (room !== undefined && room.unread > 0) return enterRoom(screen, room.roomId);
    }
  };

export const roomNext: Act = ({client}) => actions.enterNext(client);
export const roomPrevious: Act = ({client}) => actions.enterPrevious(client);
export const unreadNext = enterUnread(1);
export const unreadPrevious = enterUnread(-1);
export const nextActivity: Act = ({client}) => void actions.enterNextActive(client);
export const roomLast: Act = ({client}) => actions.enterLast(client);
export const roomByNumber: Act = ({client}, {chord}) => actions.enterByNumber(client, Number(chord.at(-1)));
