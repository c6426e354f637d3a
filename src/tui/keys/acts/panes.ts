/** Moves the focus between panes and the selection within them. */
import {orderRooms} from '../../../client/actions/people/preferences.ts';
import {movedRooms} from '../../../client/state/room/roomOrder.ts';
import type {Act} from '../act.ts';
import {layoutFrom} from '../../arrange.ts';
import type {SidePane} from '../../layout/layout.ts';
import {shownTransfers} from '../../panes/transfers.tsx';
import {moved} from '../../rows/list.ts';
import {invitedRoom} from '../../rows/roomItems.ts';
import {elsewhereOf, paneItems, paneKeys} from '../../rows/serverItems.ts';
import {isUnderWay} from '../../rows/transferRows.ts';
import {keysOf, shownPeople} from '../../rows/people.ts';
import type {Screen} from '../../screenContext.ts';
import type {Focus} from '../../ui.ts';
import {openPerson} from './people.ts';
import {goToServer} from '../serverCommands.ts';
import {enterElsewhere, enterRoom} from './rooms.ts';

const toggle =
  (pane: SidePane): Act =>
  screen => {
    const view = screen.store.get();
    const isShown = layoutFrom(view, screen)?.panes[pane] !== undefined;
    const goesByItself = pane === 'transfers' && !Object.values(view.state.transferById).some(isUnderWay);
    if (isShown && goesByItself && view.ui.focus === pane && view.ui.drawer !== pane)
      screen.store.change({type: 'focusMoved', to: 'composer'});
    else screen.store.change({type: 'paneToggled', pane, isShown});
  };

export const roomsPane = toggle('rooms');
export const usersPane = toggle('users');
export const transfersPane = toggle('transfers');

const SIDE_PANES: readonly SidePane[] = ['rooms', 'users', 'transfers'];

const focusNeighbour =
  (step: 1 | -1): Act =>
  screen => {
    const view = screen.store.get();
    const layout = layoutFrom(view, screen);
    const places: Focus[] = ['composer', ...SIDE_PANES.filter(pane => layout?.panes[pane] !== undefined)];
    const at = places.indexOf(view.ui.focus);
    const to = places[(at + step + places.length) % places.length];
    if (to !== undefined) screen.store.change({type: 'focusMoved', to});
  };

export const paneNext = focusNeighbour(1);
export const panePrevious = focusNeighbour(-1);

/** Keys of the listed rooms, servers and invitations. */
function roomKeys(screen: Screen): readonly string[] {
  const {client, servers, store} = screen;
  const rows = (layoutFrom(store.get(), screen)?.panes.rooms?.rows ?? 1) - 1;
  return paneKeys(paneItems(client.getState(), servers.get(), client.options.now(), rows));
}

/** Keys of the rows of a side pane, in order. */
function keysIn(pane: SidePane, screen: Screen): readonly string[] {
  const state = screen.client.getState();
  if (pane === 'rooms') return roomKeys(screen);
  if (pane === 'users') return keysOf(shownPeople(state));
  return shownTransfers(state).map(({transferId}) => transferId);
}

/**
 * Key of the selected row; by default that of the current room, or of the first row. If the selected row is gone, none: a key
 * press meant for it must not act on another row.
 */
export function chosenRowIn(pane: SidePane, screen: Screen): string | undefined {
  const keys = keysIn(pane, screen);
  const chosen = screen.store.get().ui.selected[pane];
  if (chosen !== undefined && keys.includes(chosen)) return chosen;
  if (chosen !== undefined && pane !== 'rooms') return undefined;
  const current = String(screen.client.getState().currentRoomId);
  return pane === 'rooms' && keys.includes(current) ? current : keys[0];
}

/**
 * Keeps the row selected with which a pane got the focus, even if rows appear above it. @returns a function that stops watching
 */
export function watchFocus(screen: Screen): () => void {
  const {store} = screen;
  let before: Focus = 'composer';
  return store.subscribe(() => {
    const {focus, selected, begunWith} = store.get().ui;
    const isNew = focus !== before;
    before = focus;
    // The rooms pane starts with the current room instead.
    if (focus === 'composer' || focus === 'rooms') return;
    const chosen = selected[focus];
    if (!isNew && chosen !== undefined) return;
    const keys = keysIn(focus, screen);
    const isOwn = chosen !== undefined && chosen !== begunWith[focus] && keys.includes(chosen);
    const [key] = keys;
    if (!isOwn && key !== chosen) store.change({type: 'paneBegun', pane: focus, key});
  });
}

const select =
  (step: 1 | -1): Act =>
  screen => {
    const {focus} = screen.store.get().ui;
    if (focus === 'composer') return;
    const to = moved(keysIn(focus, screen), key => key, chosenRowIn(focus, screen), step);
    if (to !== undefined) screen.store.change({type: 'selectionMoved', pane: focus, to});
  };

/** Moves a room past its neighbour in its section; from then on the list has a manual order. */
const move =
  (step: 1 | -1): Act =>
  screen => {
    const chosen = chosenRowIn('rooms', screen);
    const roomIds = chosen === undefined ? undefined : movedRooms(screen.client.getState(), Number(chosen), step);
    if (chosen === undefined || roomIds === undefined) return;
    screen.store.change({type: 'selectionMoved', pane: 'rooms', to: chosen});
    screen.run(orderRooms(screen.client, roomIds));
  };

export const roomUp = move(-1);
export const roomDown = move(1);
export const selectUp = select(-1);
export const selectDown = select(1);

export const selectEnter: Act = screen => {
  const {focus} = screen.store.get().ui;
  if (focus === 'composer') return;
  const chosen = chosenRowIn(focus, screen);
  if (chosen === undefined) return;
  openInPane(screen, focus, chosen);
};

/** Opens the row with this key: enters a room of this or another server, accepts an invitation, or opens a conversation. */
export function openInPane(screen: Screen, pane: SidePane, key: string): void {
  const invited = pane === 'rooms' ? invitedRoom(key) : undefined;
  const elsewhere = pane === 'rooms' ? elsewhereOf(key) : undefined;
  if (elsewhere !== undefined) screen.run(goElsewhere(screen, elsewhere));
  else if (invited !== undefined) acceptInvite(screen, invited);
  else if (pane === 'rooms') enterRoom(screen, Number(key));
  else if (pane === 'users') openPerson(screen, key);
  leavePane(screen, pane);
}

function acceptInvite(screen: Screen, roomId: number): void {
  const invite = screen.client.getState().invites.find(one => one.roomId === roomId);
  if (invite !== undefined) screen.runEffects([{type: 'joinRoom', name: invite.roomName}]);
}

/** Closes the pane if it is a drawer; otherwise it stays. */
function leavePane({store}: Screen, pane: SidePane): void {
  if (store.get().ui.drawer === pane) store.change({type: 'paneClosed', pane});
  else store.change({type: 'focusMoved', to: 'composer'});
}

async function goElsewhere(screen: Screen, {serverId, roomId}: {serverId: number; roomId?: number}): Promise<void> {
  if (roomId === undefined) await goToServer(screen, serverId);
  else enterElsewhere(screen, serverId, roomId);
}
