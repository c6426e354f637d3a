/** Clicks in side panes, and the wheel over their lists. */
import {openInPane, chosenRowIn} from '../keys/acts/panes.ts';
import type {Box, SidePane} from '../layout/layout.ts';
import {roomInRow} from '../panes/rooms.tsx';
import {shownTransfers, transferInRow} from '../panes/transfers.tsx';
import {personInRow} from '../panes/users.tsx';
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
  // The list stays where the wheel has moved it.
  if (tops[pane] !== undefined) store.change({type: 'listScrolled', pane, top: tops[pane]});
}

function keyInRow(screen: Screen, pane: SidePane, {rows}: Box, row: number): string | undefined {
  const {state, ui} = screen.store.get();
  const chosen = ui.focus === pane ? chosenRowIn(pane, screen) : undefined;
  const top = ui.tops[pane];
  if (pane === 'rooms')
    return roomInRow(roomRows(screen, rows), row, {rows, wanted: chosen ?? String(state.currentRoomId), top});
  if (pane === 'users') return personInRow(shownPeople(state), row, {rows, chosen, top});
  const transfers = shownTransfers(state);
  const at = ui.focus === pane ? chosenIndex(transfers, ({transferId}) => transferId, ui.selected.transfers) : -1;
  return transferInRow(transfers, row, {rows, chosen: at})?.transferId;
}

const roomRows = ({client, servers}: Screen, rows: number) =>
  paneItems(client.getState(), servers.get(), client.options.now(), rows - 1);

export function wheelPane(screen: Screen, pane: SidePane, {rows}: Box, by: number): void {
  const {store} = screen;
  const {state, ui} = store.get();
  if (pane === 'transfers') return;
  const count = pane === 'rooms' ? roomRows(screen, rows).length : shownPeople(state).here.length;
  const max = Math.max(0, count - rows + 1);
  const top = Math.max(0, Math.min(max, (ui.tops[pane] ?? 0) + by));
  store.change({type: 'listScrolled', pane, top});
}
