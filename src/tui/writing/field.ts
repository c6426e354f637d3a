/** One line to type into, inside an overlay: the composer's editor without line breaks. */
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import {graphemesOf} from '../../shared/text/graphemes.ts';
import {display} from '../../shared/text/safeText.ts';
import {edit} from './editor/editor.ts';
import {emptyEditor, type EditorState} from './editor/editorState.ts';
import {editActionOf} from './editor/editorKeys.ts';
import type {Key} from '../terminal/input/key.ts';
import type {Theme} from '../theme.ts';

export type Field = EditorState;

export const emptyField: Field = emptyEditor;

export const fieldOf = (text: string): Field => edit(emptyEditor, {type: 'replace', text: oneLine(text.trim())});

/** Line breaks and tabs become spaces. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n\t]+/g, ' ');

/** Returns the same field if the key does nothing. */
export function typeInto(field: Field, key: Key): Field {
  const command = editActionOf(key);
  if (command === undefined || command.type === 'submit' || command.type === 'complete') return field;
  if (command.type === 'move' && (command.to === 'up' || command.to === 'down')) return field;
  if (command.type === 'insert' && command.text === '\n') return field;
  // Pasted text is trimmed, because copying often includes surrounding spaces; typed text is not.
  if (command.type === 'paste') return edit(field, {type: 'insert', text: oneLine(command.text.trim())});
  if (command.type === 'insert') return edit(field, {type: 'insert', text: oneLine(command.text)});
  return edit(field, command);
}

/** A masked field (a password) shows only its length. */
interface FieldLook {
  columns: number;
  theme: Theme;
  isFocused: boolean;
  isMasked?: boolean;
  placeholder?: string;
}

const MASK = '•';

/** The part of the text around the cursor, which is an inverse cell. */
export function drawField(field: Field, {columns, theme, isFocused, isMasked, placeholder = ''}: FieldLook): string {
  if (field.text === '') {
    const hint = clipColumns(placeholder, columns - 1);
    if (!isFocused) return theme.dim(hint);
    return theme.selected(hint.slice(0, 1) || ' ') + theme.dim(hint.slice(1));
  }
  const shownOf = (text: string) => graphemesOf(text).map(part => (isMasked === true ? MASK : display(part, 'block')));
  const before = shownOf(field.text.slice(0, field.cursor));
  const after = shownOf(field.text.slice(field.cursor));
  if (!isFocused) return clipColumns([...before, ...after].join(''), columns);
  const under = after.shift() ?? ' ';
  const head = tailWithin(before, Math.max(0, columns - columnsOf(under) - Math.min(4, after.length)));
  const room = Math.max(0, columns - columnsOf(head) - columnsOf(under));
  return head + theme.selected(under) + clipColumns(after.join(''), room);
}

function tailWithin(parts: readonly string[], columns: number): string {
  let width = 0;
  let at = parts.length;
  while (at > 0) {
    const next = width + columnsOf(parts[at - 1] ?? '');
    if (next > columns) break;
    width = next;
    at--;
  }
  return parts.slice(at).join('');
}
