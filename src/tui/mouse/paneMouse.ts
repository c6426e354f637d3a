/** Clicks in side panes, and the wheel over their lists. */
import {openInPane, chosenRowIn} from '../keys/acts/panes.ts';
import type {Box, SidePane} from '../layout/layout.ts';
import {firstRoomRow, roomInRow} from '../panes/rooms.tsx';
import {shownTransfers, transferInRow} from '../panes/transfers.tsx';
import {firstPersonRow, personInRow} from '../panes/users.tsx';
import {shownPeople} from '../rows/people.ts';
import {paneItems} from '../rows/serverItems.ts';
import {chosenIndex} from '../rows/list.ts';
import type {Screen} from '../screenContext.ts';

/** Enters the clicked room or conversation; selects the clicked file, so that keys act on it. */
export function clickPane(screen: Screen, pane: SidePane, box: Box, row: number): void {
  const {store} = screen;
  const key = keyInRow(screen, pane, box, row);
  if (key === undefined) return store.change({type: 'focusMoved', to: pane});
  const {tops} = store.get().ui;
  store.change({type: 'selectionMoved', pane, to: key});
  if (pane === 'transfers') return store.change({type: 'focusMoved', to: pane});
  openInPane(screen, pane, key);
  // Keeps the scroll position of the list.
  if (tops[pane] !== undefined) store.change({type: 'listScrolled', pane, top: tops[pane]});
}

function keyInRow(screen: Screen, pane: SidePane, {rows}: Box, row: number): string | undefined {
  const {state, ui} = screen.store.get();
  if (pane === 'rooms') return roomInRow(roomRows(screen, rows), row, listOf(screen, pane, rows));
  if (pane === 'users') return personInRow(shownPeople(state), row, listOf(screen, pane, rows));
  const transfers = shownTransfers(state);
  const at = ui.focus === pane ? chosenIndex(transfers, ({transferId}) => transferId, ui.selected.transfers) : -1;
  return transferInRow(transfers, row, {rows, chosen: at})?.transferId;
}

/** Geometry of a pane's list as drawn. */
function listOf(screen: Screen, pane: SidePane, rows: number) {
  const {state, ui} = screen.store.get();
  const chosen = ui.focus === pane ? chosenRowIn(pane, screen) : undefined;
  return {rows, chosen, wanted: chosen ?? String(state.currentRoomId), top: ui.tops[pane]};
}

const roomRows = ({client, servers}: Screen, rows: number) =>
  paneItems(client.getState(), servers.get(), client.options.now(), rows - 1);

/** Scrolls from the current position; until the wheel is turned, that is around the selected row. */
export function wheelPane(screen: Screen, pane: SidePane, {rows}: Box, by: number): void {
  const {store} = screen;
  if (pane === 'transfers') return;
  const list = listOf(screen, pane, rows);
  const items = pane === 'rooms' ? roomRows(screen, rows) : [];
  const people = shownPeople(store.get().state);
  const first = (top: number | undefined) =>
    pane === 'rooms' ? firstRoomRow(items, {...list, top}) : firstPersonRow(people, {...list, top});
  store.change({type: 'listScrolled', pane, top: first(first(list.top) + by)});
}
