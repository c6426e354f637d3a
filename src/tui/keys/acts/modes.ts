/** Switches between the insert and normal modes of the `vim` preset. */
import type {Act} from '../act.ts';
import type {EditAction} from '../../writing/editor/editor.ts';
import {applyEdit, write} from './writing.ts';

const insertAfter =
  (...actions: readonly EditAction[]): Act =>
  screen => {
    for (const action of actions) applyEdit(screen, action);
    screen.store.change({type: 'modeChanged', mode: undefined});
  };

export const modeInsert = insertAfter();
export const modeAppend = insertAfter({type: 'move', to: 'right'});
export const modeInsertLine = insertAfter({type: 'move', to: 'lineStart'});
export const modeAppendLine = insertAfter({type: 'move', to: 'lineEnd'});
export const modeOpenLine = insertAfter({type: 'move', to: 'lineEnd'}, {type: 'insert', text: '\n'});
export const modeCommand: Act = screen => {
  screen.store.change({type: 'modeChanged', mode: undefined});
  write(screen, '/');
};
