/** Opens overlays and passes them events; the effects that they return run in `effects.ts`. */
import {columnsOf} from '../../shared/text/columns.ts';
import type {Bindings} from '../bindings/bindings.ts';
import type {ActionName} from '../bindings/keyTable.ts';
import type {Key} from '../terminal/input/key.ts';
import type {Layout} from '../layout/layout.ts';
import type {Overlay, OverlayEvent, OverlayFacts, OverlaySize} from '../overlay.ts';
import type {Screen} from '../screenContext.ts';
import type {ServerView} from '../servers/servers.ts';
import {layoutFrom} from '../arrange.ts';
import type {State} from '../../client/state/state.ts';

export const factsFor = (
  {commands, keyboard, hasExactKeys, homeDir, theme, store, servers}: Screen,
  state: State,
): OverlayFacts => ({
  state,
  commands,
  keys: keyboard.bindings().help,
  keyboard,
  hasExactKeys: hasExactKeys(),
  homeDir,
  theme,
  elsewhere: elsewhereOf(servers.get()),
  markup: store.get().ui.markup,
});

type Elsewhere = NonNullable<OverlayFacts['elsewhere']>;

let latest: {views: readonly ServerView[]; elsewhere: Elsewhere} | undefined;

/** Memoized: the same array for the same views. */
function elsewhereOf(views: readonly ServerView[]): Elsewhere {
  if (latest?.views !== views) {
    const elsewhere = views.flatMap(({id, profile: {name}, state}) => (state === undefined ? [] : [{id, name, state}]));
    latest = {views, elsewhere};
  }
  return latest.elsewhere;
}

/** The hint with the names of the bound keys. */
export const overlayHint = ({hint}: Pick<Overlay, 'hint'>, {keyOf}: Pick<Bindings, 'keyOf'>): string =>
  hint.replaceAll(/\{(\w+)\}/g, (_, name: string) => keyOf(name as ActionName));

/** Size inside the box: what the overlay wants, limited by the screen without border and margin. */
export function innerSize(overlay: Overlay, stage: Layout['stage'], bindings: Bindings): OverlaySize {
  // The box must be wide enough for the texts in its border.
  const words = Math.max(columnsOf(overlay.title), columnsOf(overlayHint(overlay, bindings))) + 2;
  const columnsMax = Math.max(1, stage.columns - (stage.columns >= 60 ? 8 : 4));
  const wanted = overlay.wanted(columnsMax);
  return {
    columns: Math.min(Math.max(wanted.columns, words), columnsMax),
    rows: Math.max(1, Math.min(wanted.rows, stage.rows - 2)),
  };
}

/** The box with its border, centred on the stage. */
export function frameOf({columns, rows}: OverlaySize, stage: Layout['stage']): Layout['stage'] {
  return {
    left: stage.left + Math.max(0, Math.floor((stage.columns - columns - 4) / 2)),
    top: stage.top + Math.max(0, Math.floor((stage.rows - rows - 2) / 2)),
    columns: columns + 4,
    rows: rows + 2,
  };
}

export function showOverlay(screen: Screen, overlay: Overlay): void {
  screen.store.change({type: 'overlayOpened', overlay});
  screen.runEffects(overlay.effects ?? []);
}

function step(screen: Screen, from: Overlay, event: OverlayEvent): void {
  const {overlay: to, effects = []} = from.on(event);
  screen.store.change({type: 'overlayStepped', from, to});
  screen.runEffects(effects);
}

/** Passes a result to the overlay that asked for it, wherever it is in the stack. @returns whether it is still open */
export function tellOverlay(screen: Screen, name: string, event: OverlayEvent): boolean {
  const overlay = screen.store.get().ui.overlays.findLast(one => one.name === name);
  if (overlay !== undefined) step(screen, overlay, event);
  return overlay !== undefined;
}

/** Sends a key to the topmost overlay. */
export function keyToOverlay(screen: Screen, pressed: Key): void {
  const top = topOverlay(screen);
  if (top === undefined) return;
  const {overlay, size} = top;
  const name = screen.bindings.actOn('anywhere', pressed.chord);
  // Keys that close elsewhere also close overlays, except in the key check, which shows every key as it is.
  const isEscape = overlay.name !== 'keyCheck' && (name === 'escape' || name === overlay.closedBy);
  const key = isEscape && name !== undefined ? {...pressed, chord: 'escape', text: ''} : pressed;
  step(screen, overlay, {type: 'key', key, facts: factsFor(screen, screen.client.getState()), size});
}

/** Sends a click inside the topmost overlay to it; clicks beside it are ignored. */
export function clickOverlay(screen: Screen, at: {column: number; row: number}): void {
  const top = topOverlay(screen);
  if (top === undefined) return;
  const {overlay, size, stage} = top;
  const frame = frameOf(size, stage);
  const [column, row] = [at.column - frame.left - 2, at.row - frame.top - 1];
  if (column < 0 || row < 0 || column >= size.columns || row >= size.rows) return;
  step(screen, overlay, {type: 'click', row, facts: factsFor(screen, screen.client.getState()), size});
}

function topOverlay(screen: Screen): {overlay: Overlay; size: OverlaySize; stage: Layout['stage']} | undefined {
  const view = screen.store.get();
  const overlay = view.ui.overlays.at(-1);
  if (overlay === undefined) return undefined;
  const {columns, rows} = view.ui;
  // On a screen too small for the overlay, it can still be closed.
  const stage = layoutFrom(view, screen)?.stage ?? {left: 0, top: 0, columns, rows};
  return {overlay, size: innerSize(overlay, stage, screen.bindings), stage};
}
