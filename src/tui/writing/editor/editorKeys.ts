/** Editing actions with their default keys; rows of the screen's key table. */
import type {EditAction} from './editor.ts';
import type {Key} from '../../terminal/input/key.ts';

/** What a key does in the editor; `submit` and `complete` are handled by the screen, because they need more than the text. */
export type EditorCommand = EditAction | {type: 'submit'} | {type: 'complete'; step: 1 | -1};

interface EditorKey {
  name: string;
  chords: readonly string[];
  command: EditorCommand;
  help: string;
}

const editorKeys = <const Rows extends readonly EditorKey[]>(rows: Rows) => rows;

export const EDITOR_KEYS = editorKeys([
  {name: 'send', chords: ['enter'], command: {type: 'submit'}, help: 'send'},
  {
    name: 'newLine',
    chords: ['alt+enter', 'ctrl+j', 'shift+enter', 'ctrl+enter'],
    command: {type: 'insert', text: '\n'},
    help: 'new line; so does \\ Enter, of which a second Enter sends the backslash',
  },
  {
    name: 'complete',
    chords: ['tab'],
    command: {type: 'complete', step: 1},
    help: 'complete a command, @name, #room or path; take what is suggested, as Right does',
  },
  {
    name: 'openPaste',
    chords: ['leader space'],
    command: {type: 'openPaste'},
    help: 'show a long paste as it is; so does Tab behind it',
  },
  {name: 'completeBack', chords: ['shift+tab'], command: {type: 'complete', step: -1}, help: 'previous candidate'},
  {
    name: 'cursorUp',
    chords: ['up'],
    command: {type: 'move', to: 'up'},
    help: 'line above; from the first line: what was sent before',
  },
  {
    name: 'cursorDown',
    chords: ['down'],
    command: {type: 'move', to: 'down'},
    help: 'line below; from the last line: back to the draft',
  },
  {name: 'cursorLeft', chords: ['left', 'ctrl+b'], command: {type: 'move', to: 'left'}, help: 'one character left'},
  {name: 'cursorRight', chords: ['right'], command: {type: 'move', to: 'right'}, help: 'one character right'},
  {
    name: 'wordLeft',
    chords: ['alt+b', 'alt+left', 'ctrl+left'],
    command: {type: 'move', to: 'wordLeft'},
    help: 'one word left',
  },
  {
    name: 'wordRight',
    chords: ['alt+f', 'alt+right', 'ctrl+right'],
    command: {type: 'move', to: 'wordRight'},
    help: 'one word right',
  },
  {name: 'lineStart', chords: ['ctrl+a', 'home'], command: {type: 'move', to: 'lineStart'}, help: 'start of the line'},
  {name: 'lineEnd', chords: ['ctrl+e', 'end'], command: {type: 'move', to: 'lineEnd'}, help: 'end of the line'},
  {name: 'textStart', chords: ['alt+<'], command: {type: 'move', to: 'textStart'}, help: 'start of the text'},
  {name: 'textEnd', chords: ['alt+>'], command: {type: 'move', to: 'textEnd'}, help: 'end of the text'},
  {
    name: 'eraseLeft',
    chords: ['backspace', 'shift+backspace', 'ctrl+h'],
    command: {type: 'erase', what: 'left'},
    help: 'erase to the left',
  },
  {
    name: 'eraseRight',
    chords: ['delete', 'ctrl+d'],
    command: {type: 'erase', what: 'right'},
    help: 'erase to the right',
  },
  {name: 'cutToSpace', chords: ['ctrl+w'], command: {type: 'kill', what: 'spacedLeft'}, help: 'cut back to a space'},
  {
    name: 'cutWordLeft',
    chords: ['alt+backspace', 'ctrl+backspace'],
    command: {type: 'kill', what: 'wordLeft'},
    help: 'cut the word before the cursor',
  },
  {
    name: 'cutWordRight',
    chords: ['alt+d', 'ctrl+delete', 'alt+delete'],
    command: {type: 'kill', what: 'wordRight'},
    help: 'cut the word after the cursor',
  },
  {
    name: 'cutLineLeft',
    chords: ['ctrl+u'],
    command: {type: 'kill', what: 'lineLeft'},
    help: 'cut to the start of the line',
  },
  {
    name: 'cutLineRight',
    chords: ['ctrl+k'],
    command: {type: 'kill', what: 'lineRight'},
    help: 'cut to the end of the line',
  },
  {name: 'yank', chords: ['ctrl+y'], command: {type: 'yank'}, help: 'put back what was cut'},
  {
    name: 'transpose',
    chords: ['ctrl+t'],
    command: {type: 'transpose', what: 'characters'},
    help: 'swap two characters',
  },
  {name: 'undo', chords: ['ctrl+_', 'ctrl+/'], command: {type: 'undo'}, help: 'take back the last change'},
  {name: 'redo', chords: ['alt+z', 'ctrl+alt+_'], command: {type: 'redo'}, help: 'make it again'},
  {
    name: 'yankOlder',
    chords: ['alt+y'],
    command: {type: 'yankOlder'},
    help: 'instead of what was put back, what was cut before',
  },
  {name: 'cutLine', chords: [], command: {type: 'kill', what: 'line'}, help: 'cut the line'},
  {
    name: 'transposeWords',
    chords: ['alt+T'],
    command: {type: 'transpose', what: 'words'},
    help: 'swap two words',
  },
  {
    name: 'upperWord',
    chords: ['alt+U'],
    command: {type: 'recase', to: 'upper'},
    help: 'capitals to the end of the word',
  },
  {
    name: 'lowerWord',
    chords: ['alt+L'],
    command: {type: 'recase', to: 'lower'},
    help: 'small letters to the end of the word',
  },
  {
    name: 'capitalWord',
    chords: ['alt+c'],
    command: {type: 'recase', to: 'capital'},
    help: 'a capital, then small letters',
  },
]);

export type EditorActionName = (typeof EDITOR_KEYS)[number]['name'];

const commandByName: ReadonlyMap<string, EditorCommand> = new Map(
  EDITOR_KEYS.map(({name, command}) => [name, command] as const),
);
const nameByChord: ReadonlyMap<string, EditorActionName> = new Map(
  EDITOR_KEYS.flatMap(({chords, name}) => chords.map(chord => [chord, name] as const)),
);

export const editorCommandOf = (name: string): EditorCommand | undefined => commandByName.get(name);

/**
 * The command of a key; absent if the editor does not use it. @param nameOf action bound to a chord; default: by the key table
 */
export function editActionOf(
  key: Key,
  nameOf: (chord: string) => string | undefined = chord => nameByChord.get(chord),
): EditorCommand | undefined {
  if (key.chord === 'paste') return {type: 'paste', text: key.text};
  const name = nameOf(key.chord);
  if (name !== undefined) return editorCommandOf(name);
  return key.text === '' ? undefined : {type: 'insert', text: key.text};
}
