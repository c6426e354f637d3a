/** A click into what one writes: the cursor goes there. */
import {composerOf} from '../arrange.ts';
import {applyEdit} from '../keys/acts/writing.ts';
import type {Box} from '../layout/layout.ts';
import type {Screen} from '../screenContext.ts';
import type {MouseReport} from '../terminal/input/mouse.ts';
import {hiddenRows} from '../writing/composer.tsx';

export function clickComposer(screen: Screen, box: Box, {column, row}: MouseReport): void {
  const {store} = screen;
  store.change({type: 'focusMoved', to: 'composer'});
  const layout = composerOf(store.get(), screen);
  const at = {column: column - box.left, row: row - box.top + hiddenRows(layout, box.rows)};
  const cursor = layout.placeAt(at);
  if (cursor !== undefined) applyEdit(screen, {type: 'place', cursor});
}
