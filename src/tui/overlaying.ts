/** Opens overlays and hands them what happens; what they ask for is done in `effects.ts`. */
import type {Layout} from './layout/layout.ts';
import type {Overlay, OverlayEvent, OverlayFacts, OverlaySize} from './overlay.ts';
import type {Screen} from './screenContext.ts';
import {layoutFrom} from './layout/arrange.ts';
import type {State} from '../client/state.ts';

export const factsFor = ({commands, keys, homeDir, theme}: Screen, state: State): OverlayFacts => ({
  state,
  commands,
  keys,
  homeDir,
  theme,
});

/** Room inside the box: what it would like, as far as the screen allows; border and a margin stay free. */
export function innerSize(overlay: Overlay, stage: Layout['stage']): OverlaySize {
  const margin = stage.columns >= 60 ? 8 : 4;
  return {
    columns: Math.max(1, Math.min(overlay.wanted.columns, stage.columns - margin)),
    rows: Math.max(1, Math.min(overlay.wanted.rows, stage.rows - 2)),
  };
}

export function showOverlay(screen: Screen, overlay: Overlay): void {
  screen.store.change({type: 'overlayOpened', overlay});
  screen.runEffects(overlay.effects ?? []);
}

/** @returns whether there was an overlay to take it */
export function tellOverlay(screen: Screen, event: OverlayEvent): boolean {
  const overlay = screen.store.get().ui.overlays.at(-1);
  if (overlay === undefined) return false;
  const step = overlay.on(event);
  screen.store.change(
    step.overlay === undefined ? {type: 'overlayClosed'} : {type: 'overlayReplaced', overlay: step.overlay},
  );
  screen.runEffects(step.effects ?? []);
  return true;
}

export function keyToOverlay(screen: Screen, key: Extract<OverlayEvent, {type: 'key'}>['key']): boolean {
  const view = screen.store.get();
  const overlay = view.ui.overlays.at(-1);
  const layout = layoutFrom(view, screen);
  if (overlay === undefined || layout === undefined) return false;
  const size = innerSize(overlay, layout.stage);
  return tellOverlay(screen, {type: 'key', key, facts: factsFor(screen, screen.client.getState()), size});
}
