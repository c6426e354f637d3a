/** Which key does what while one writes; the screen's table of keys takes its rows from here. */
import type {EditAction} from './editor.ts';
import type {Key} from '../../terminal/input/key.ts';

/** What a key means to the editor; `submit` and `complete` are for the screen, because they reach beyond the text. */
export type EditorCommand = EditAction | {type: 'submit'} | {type: 'complete'; step: 1 | -1};

export interface EditorKey {
  chords: readonly string[];
  /** As a person reads it. */
  keys: string;
  command: EditorCommand;
  help: string;
}

export const EDITOR_KEYS: readonly EditorKey[] = [
  {chords: ['enter'], keys: 'Enter', command: {type: 'submit'}, help: 'send'},
  {
    chords: ['alt+enter', 'ctrl+j', 'shift+enter', 'ctrl+enter'],
    keys: 'Alt+Enter, Ctrl+J, Shift+Enter, \\ Enter',
    command: {type: 'insert', text: '\n'},
    help: 'new line (Shift+Enter only where the terminal can tell; \\ Enter Enter sends the backslash)',
  },
  {
    chords: ['tab'],
    keys: 'Tab',
    command: {type: 'complete', step: 1},
    help: 'complete a command, @name, #room or path',
  },
  {chords: ['shift+tab'], keys: 'Shift+Tab', command: {type: 'complete', step: -1}, help: 'previous candidate'},
  {
    chords: ['up'],
    keys: 'Up',
    command: {type: 'move', to: 'up'},
    help: 'line above; from the first line: what was sent before',
  },
  {
    chords: ['down'],
    keys: 'Down',
    command: {type: 'move', to: 'down'},
    help: 'line below; from the last line: back to the draft',
  },
  {chords: ['left', 'ctrl+b'], keys: 'Left, Ctrl+B', command: {type: 'move', to: 'left'}, help: 'one character left'},
  {
    chords: ['right'],
    keys: 'Right',
    command: {type: 'move', to: 'right'},
    help: 'one character right',
  },
  {
    chords: ['alt+b', 'alt+left', 'ctrl+left'],
    keys: 'Alt+B, Alt+Left, Ctrl+Left',
    command: {type: 'move', to: 'wordLeft'},
    help: 'one word left',
  },
  {
    chords: ['alt+f', 'alt+right', 'ctrl+right'],
    keys: 'Alt+F, Alt+Right, Ctrl+Right',
    command: {type: 'move', to: 'wordRight'},
    help: 'one word right',
  },
  {
    chords: ['ctrl+a', 'home'],
    keys: 'Ctrl+A, Home',
    command: {type: 'move', to: 'lineStart'},
    help: 'start of the line',
  },
  {chords: ['ctrl+e', 'end'], keys: 'Ctrl+E, End', command: {type: 'move', to: 'lineEnd'}, help: 'end of the line'},
  {chords: ['alt+<'], keys: 'Alt+<', command: {type: 'move', to: 'textStart'}, help: 'start of the text'},
  {chords: ['alt+>'], keys: 'Alt+>', command: {type: 'move', to: 'textEnd'}, help: 'end of the text'},
  {
    chords: ['backspace', 'shift+backspace', 'ctrl+h'],
    keys: 'Backspace',
    command: {type: 'erase', what: 'left'},
    help: 'erase to the left',
  },
  {
    chords: ['delete', 'ctrl+d'],
    keys: 'Delete, Ctrl+D',
    command: {type: 'erase', what: 'right'},
    help: 'erase to the right',
  },
  {chords: ['ctrl+w'], keys: 'Ctrl+W', command: {type: 'kill', what: 'spacedLeft'}, help: 'cut back to a space'},
  {
    chords: ['alt+backspace', 'ctrl+backspace'],
    keys: 'Alt+Backspace',
    command: {type: 'kill', what: 'wordLeft'},
    help: 'cut the word before the cursor',
  },
  {
    chords: ['alt+d', 'ctrl+delete', 'alt+delete'],
    keys: 'Alt+D',
    command: {type: 'kill', what: 'wordRight'},
    help: 'cut the word after the cursor',
  },
  {chords: ['ctrl+u'], keys: 'Ctrl+U', command: {type: 'kill', what: 'lineLeft'}, help: 'cut to the start of the line'},
  {chords: ['ctrl+k'], keys: 'Ctrl+K', command: {type: 'kill', what: 'lineRight'}, help: 'cut to the end of the line'},
  {chords: ['ctrl+y'], keys: 'Ctrl+Y', command: {type: 'yank'}, help: 'put back what was cut'},
  {chords: ['ctrl+t'], keys: 'Ctrl+T', command: {type: 'transpose'}, help: 'swap two characters'},
  {chords: ['ctrl+_', 'ctrl+/'], keys: 'Ctrl+_', command: {type: 'undo'}, help: 'take back the last change'},
];

const commandByChord: ReadonlyMap<string, EditorCommand> = new Map(
  EDITOR_KEYS.flatMap(({chords, command}) => chords.map(chord => [chord, command] as const)),
);

/** Absent when the key means nothing to somebody who writes. */
export function editActionOf(key: Key): EditorCommand | undefined {
  if (key.chord === 'paste') return {type: 'paste', text: key.text};
  const command = commandByChord.get(key.chord);
  if (command !== undefined) return command;
  return key.text === '' ? undefined : {type: 'insert', text: key.text};
}
