/** Keys pressed in an editor that is on no screen; `|` stands for the cursor. */
import {edit} from '../../../src/tui/writing/editor/editor.ts';
import {emptyEditor, type EditorState} from '../../../src/tui/writing/editor/editorState.ts';
import {editActionOf} from '../../../src/tui/writing/editor/editorKeys.ts';

export const at = (marked: string): EditorState => {
  const cursor = marked.indexOf('|');
  return {...emptyEditor, text: marked.replace('|', ''), cursor};
};

export const shown = ({text, cursor}: EditorState): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

/** Presses keys by their chords; a single character types itself. */
export function press(state: EditorState, ...chords: readonly string[]): EditorState {
  return chords.reduce((current, chord) => {
    const text = Array.from(chord).length === 1 ? chord : '';
    const command = editActionOf({chord, text, sequence: text});
    if (command === undefined || command.type === 'submit' || command.type === 'complete') return current;
    return edit(current, command);
  }, state);
}
