/** Switches rooms over all servers of the window; a room opens at its first unread message, else at its newest. */
import * as actions from '../../../client/actions/room.ts';
import type {Client} from '../../../client/client.ts';
import {activeRooms, listedRooms, unreadPriority} from '../../../client/state/selectors.ts';
import type {Act} from '../act.ts';
import type {Screen} from '../../screenContext.ts';
import type {OpenServer} from '../../servers/servers.ts';

/** Enters a room. @param roomId absent if there is no such room: then nothing happens */
export function enterRoom({client, store}: Pick<Screen, 'client' | 'store'>, roomId: number | undefined): void {
  if (roomId === undefined) return;
  store.change({type: 'scrolled', roomId, anchor: undefined});
  actions.enterRoom(client, roomId);
}

/** Enters a room of another server; without a room, the one shown there last. */
export function enterElsewhere({servers}: Screen, serverId: number, roomId?: number): void {
  const one = servers.one(serverId);
  if (one === undefined) return;
  enterRoom(one, roomId);
  servers.bring(serverId);
}

type Opened = {id: number} & Pick<OpenServer, 'client' | 'store'>;

/** Connected servers, starting with the one in front, in the direction of the step. */
function fromFront({servers}: Screen, step: 1 | -1 = 1): readonly Opened[] {
  const all = servers.opened();
  const at = all.findIndex(({id}) => id === servers.frontId());
  return all.map((_one, moved) => all[(at + step * moved + all.length) % all.length] as Opened);
}

const hasRooms = ({client}: Opened): boolean => listedRooms(client.getState(), client.options.now()).length > 0;

/** After the last room, goes on with the next server. */
const enterNeighbour =
  (step: 1 | -1): Act =>
  screen => {
    const {client} = screen;
    const [next] = fromFront(screen, step).slice(1).filter(hasRooms);
    if (next !== undefined && actions.isLastStep(client, step)) {
      actions.enterEnd(next.client, step === 1 ? 'first' : 'last');
      return screen.servers.bring(next.id);
    }
    return step === 1 ? actions.enterNext(client) : actions.enterPrevious(client);
  };

/** Unread rooms in list order: those after the current room, and those before it. */
function unreadAround(client: Client, step: 1 | -1): {behind: number[]; before: number[]} {
  const state = client.getState();
  const rooms = listedRooms(state, client.options.now());
  const ordered = step === 1 ? rooms : rooms.toReversed();
  const at = ordered.findIndex(({room}) => room.roomId === state.currentRoomId);
  const unread = (some: typeof ordered) => some.flatMap(({room}) => (room.unread > 0 ? [room.roomId] : []));
  return {behind: unread(ordered.slice(at + 1)), before: unread(ordered.slice(0, Math.max(0, at)))};
}

/** Enters the next unread room; wraps around at the ends of the list. */
const enterUnread =
  (step: 1 | -1): Act =>
  screen => {
    const [front, ...others] = fromFront(screen, step);
    if (front === undefined) return;
    const own = unreadAround(front.client, step);
    const unreadOf = ({client}: Opened) =>
      (step === 1 ? listedRooms : reversedRooms)(client.getState(), client.options.now()).find(
        ({room}) => room.unread > 0,
      )?.room.roomId;
    const elsewhere = others.find(one => unreadOf(one) !== undefined);
    const [here] = own.behind;
    const [around] = own.before;
    if (here !== undefined) enterRoom(screen, here);
    else if (elsewhere !== undefined) enterElsewhere(screen, elsewhere.id, unreadOf(elsewhere));
    else enterRoom(screen, around);
  };

const reversedRooms: typeof listedRooms = (state, nowMs) => listedRooms(state, nowMs).toReversed();

/** Goes to the most urgent activity of all servers; the server in front wins ties. */
export const nextActivity: Act = screen => {
  const all = fromFront(screen).flatMap(({id, client}) => {
    const state = client.getState();
    // The current room of a server in the background is not on screen, so it counts as well.
    const {currentRoomId: _current, ...behind} = state;
    const active = activeRooms(id === screen.servers.frontId() ? state : behind, client.options.now());
    return active.map(one => ({id, one}));
  });
  const [next] = all.toSorted((one, other) => unreadPriority(one.one) - unreadPriority(other.one));
  if (next === undefined) return;
  const {roomId} = next.one.room;
  if (next.id === screen.servers.frontId()) actions.enterRoom(screen.client, roomId);
  else enterElsewhere(screen, next.id, roomId);
};

const toServer =
  (step: 1 | -1): Act =>
  screen => {
    const [, next] = fromFront(screen, step);
    if (next !== undefined) screen.servers.bring(next.id);
  };

export const roomNext = enterNeighbour(1);
export const roomPrevious = enterNeighbour(-1);
export const unreadNext = enterUnread(1);
export const unreadPrevious = enterUnread(-1);
export const serverNext = toServer(1);
export const serverPrevious = toServer(-1);
export const roomLast: Act = ({client, servers}) => {
  if (!servers.bringLast()) actions.enterLast(client);
};
/** The number is that of a room of the server in front. */
export const roomByNumber: Act = ({client}, {chord}) => actions.enterByNumber(client, Number(chord.at(-1)));
