/** Keys of the normal mode of the `vim` preset, named as vim names them. */
import type {ActionName, KeyRow} from './keyTable.ts';

const normal = (name: ActionName, chords: readonly string[], help: string): KeyRow => ({
  where: 'normal',
  name,
  chords,
  help,
});

export const NORMAL_KEYS: readonly KeyRow[] = [
  normal('modeInsert', ['i', 'insert'], 'write'),
  normal('modeAppend', ['a'], 'write behind the cursor'),
  normal('modeInsertLine', ['I'], 'write at the start of the line'),
  normal('modeAppendLine', ['A'], 'write at the end of the line'),
  normal('modeOpenLine', ['o'], 'write on a new line'),
  normal('modeCommand', [':'], 'write a command'),
  normal('cursorLeft', ['h'], 'one character left'),
  normal('cursorRight', ['l', 'space'], 'one character right'),
  normal('wordLeft', ['b'], 'one word left'),
  normal('wordRight', ['w', 'e'], 'one word right'),
  normal('lineStart', ['0', '^'], 'start of the line'),
  normal('lineEnd', ['$'], 'end of the line'),
  normal('eraseRight', ['x'], 'erase the character under the cursor'),
  normal('cutLine', ['d d'], 'cut the line'),
  normal('cutWordRight', ['d w'], 'cut the word'),
  normal('cutLineRight', ['D'], 'cut to the end of the line'),
  normal('yank', ['p', 'P'], 'put back what was cut'),
  normal('undo', ['u'], 'take back the last change'),
  normal('redo', ['ctrl+r'], 'what was taken back'),
  normal('linesUp', ['k'], 'a few lines up'),
  normal('linesDown', ['j'], 'a few lines down'),
  normal('pageUp', ['ctrl+b', 'ctrl+u'], 'a page up'),
  normal('pageDown', ['ctrl+f', 'ctrl+d'], 'a page down'),
  normal('oldest', ['g g'], 'the oldest that is here'),
  normal('newest', ['G'], 'the newest'),
  normal('search', ['/'], 'search in this room'),
  normal('mentionNext', ['n'], 'the next mention of you'),
  normal('mentionPrevious', ['N'], 'the mention of you before this'),
  normal('roomNext', ['g t'], 'next room'),
  normal('roomPrevious', ['g T'], 'previous room'),
  normal('selectMessage', ['v', 'V'], 'choose a message'),
];
