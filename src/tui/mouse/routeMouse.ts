/** Routes clicks, drags and wheel turns to what is under the mouse. */
import {layoutFrom, composerOf} from '../arrange.ts';
import {linesDown, linesUp} from '../keys/acts/reading.ts';
import type {Box, PaneName} from '../layout/layout.ts';
import {clickOverlay, keyToOverlay} from '../overlaying/overlaying.ts';
import type {Screen} from '../screenContext.ts';
import type {Key} from '../terminal/input/key.ts';
import type {MouseReport} from '../terminal/input/mouse.ts';
import {dragInChat, releaseInChat, pressInChat} from './chatMouse.ts';
import {clickPane, wheelPane} from './paneMouse.ts';
import {applyEdit} from '../keys/acts/writing.ts';
import {hiddenRows} from '../writing/composer.tsx';

/** Rows scrolled by one wheel report. */
const WHEEL_ROWS = 3;
const UP: Key = {chord: 'up', text: '', sequence: ''};
const DOWN: Key = {chord: 'down', text: '', sequence: ''};

export function routeMouse(screen: Screen, report: MouseReport): void {
  screen.store.duringKey(() => route(screen, report));
}

function route(screen: Screen, report: MouseReport): void {
  const {store} = screen;
  const {ui} = store.get();
  const {kind} = report;
  if (kind === 'drag') return dragInChat(screen, report);
  if (kind === 'release') return releaseInChat(screen, report);
  if (!ui.isInFront) store.change({type: 'frontChanged', isInFront: true});
  store.change({type: 'dragChanged', drag: undefined});
  if (ui.isQuitArmed) store.change({type: 'quitArmed', isArmed: false});
  if (ui.leader !== undefined) store.change({type: 'leaderChanged', leader: undefined});
  if (kind === 'press') return ui.overlays.length > 0 ? clickOverlay(screen, report) : press(screen, report);
  return wheel(screen, report, kind === 'wheelUp' ? -1 : 1);
}

function press(screen: Screen, at: MouseReport): void {
  const layout = layoutFrom(screen.store.get(), screen);
  if (layout === undefined) return;
  const [name, box] = paneAt(layout.panes, at) ?? [];
  if (name === 'chat' && box !== undefined) pressInChat(screen, box, at);
  else if (name !== undefined && name !== 'chat' && box !== undefined) clickPane(screen, name, box, at.row - box.top);
  else if (isIn(layout.composer, at)) clickComposer(screen, layout.composer, at);
}

function wheel(screen: Screen, at: MouseReport, step: 1 | -1): void {
  const view = screen.store.get();
  if (view.ui.overlays.length > 0)
    return Array.from({length: WHEEL_ROWS}, () => (step < 0 ? UP : DOWN)).forEach(key => keyToOverlay(screen, key));
  const [name, box] = paneAt(layoutFrom(view, screen)?.panes ?? {}, at) ?? [];
  if (name !== undefined && name !== 'chat' && box !== undefined)
    return wheelPane(screen, name, box, step * WHEEL_ROWS);
  return step < 0 ? linesUp(screen, UP) : linesDown(screen, DOWN);
}

const isIn = ({left, top, columns, rows}: Box, {column, row}: MouseReport): boolean =>
  column >= left && column < left + columns && row >= top && row < top + rows;

const paneAt = (panes: Partial<Record<PaneName, Box>>, at: MouseReport): readonly [PaneName, Box] | undefined =>
  (Object.entries(panes) as [PaneName, Box][]).find(([, box]) => isIn(box, at));

/** Moves the cursor to the clicked position. */
function clickComposer(screen: Screen, box: Box, {column, row}: MouseReport): void {
  const {store} = screen;
  store.change({type: 'focusMoved', to: 'composer'});
  const layout = composerOf(store.get(), screen);
  const at = {column: column - box.left, row: row - box.top + hiddenRows(layout, box.rows)};
  const cursor = layout.placeAt(at);
  if (cursor !== undefined) applyEdit(screen, {type: 'place', cursor});
}
