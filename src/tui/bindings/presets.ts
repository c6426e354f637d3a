/** Key presets of other programs: what each changes in the key table. */
import type {PresetName} from '../../client/wording/screenChoices.ts';
import type {ActionName, KeyRow} from './keyTable.ts';
import {NORMAL_KEYS} from './normalKeys.ts';

export type {PresetName};

interface Preset {
  /** Replaces all keys of these actions; any other action loses a key that is given away here. */
  chords: Readonly<Partial<Record<ActionName, readonly string[]>>>;
  /** Key rows that exist only in this preset. */
  more?: readonly KeyRow[];
}

const digits = (prefix: string) => ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(digit => prefix + digit);

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  default: {chords: {}},
  weechat: {
    chords: {
      roomPrevious: ['ctrl+p', 'alt+left', 'alt+up', 'f5'],
      roomNext: ['ctrl+n', 'alt+right', 'alt+down', 'f6'],
      paneNext: ['leader o'],
      panePrevious: ['shift+f6', 'leader O'],
      wordLeft: ['ctrl+left', 'alt+b'],
      wordRight: ['ctrl+right', 'alt+f'],
      usersPane: ['alt+N', 'f3', 'leader u'],
      roomsPane: ['alt+B', 'f2', 'leader r'],
      linesUp: ['alt+pageup', 'leader up'],
      linesDown: ['alt+pagedown', 'leader down'],
      roomLast: ['alt+/', 'leader leader'],
      search: ['ctrl+s', 'ctrl+f', 'leader s'],
      selectMessage: ['shift+up', 'alt+s'],
    },
  },
  irssi: {
    chords: {
      roomPrevious: ['ctrl+p', 'alt+left'],
      roomNext: ['ctrl+n', 'alt+right'],
      wordLeft: ['ctrl+left', 'alt+b'],
      wordRight: ['ctrl+right', 'alt+f'],
      pageUp: ['alt+p', 'pageup'],
      pageDown: ['alt+n', 'pagedown'],
      mentionPrevious: ['leader ['],
      mentionNext: ['leader ]'],
      roomByNumber: [...digits('alt+'), ...digits('leader ')],
    },
  },
  slack: {
    chords: {
      goTo: ['ctrl+k', 'ctrl+g', 'leader g'],
      cutLineRight: ['alt+k'],
      roomPrevious: ['alt+up', 'ctrl+p'],
      roomNext: ['alt+down', 'ctrl+n'],
      unreadPrevious: ['alt+shift+up', 'leader p'],
      unreadNext: ['alt+shift+down', 'leader n'],
      roomLast: ['alt+left', 'alt+/', 'leader leader'],
      wordLeft: ['alt+b', 'ctrl+left'],
      help: ['ctrl+/', 'f1', 'leader ?'],
      undo: ['ctrl+_'],
      editLast: ['ctrl+up'],
      newLine: ['shift+enter', 'alt+enter', 'ctrl+j', 'ctrl+enter'],
    },
  },
  emacs: {
    chords: {
      goTo: ['leader b', 'leader g'],
      escape: ['ctrl+g', 'escape'],
      search: ['ctrl+s', 'leader s'],
      selectMessage: ['alt+s', 'shift+up'],
      filePicker: ['leader ctrl+f', 'leader f'],
      cursorUp: ['ctrl+p', 'up'],
      cursorDown: ['ctrl+n', 'down'],
      cursorRight: ['ctrl+f', 'right'],
      roomPrevious: ['alt+up', 'leader left'],
      roomNext: ['alt+down', 'leader right'],
      pageUp: ['alt+v', 'pageup'],
      pageDown: ['ctrl+v', 'pagedown'],
      mentionPrevious: ['alt+p', 'leader ['],
      mentionNext: ['alt+n', 'leader ]'],
    },
  },
  vim: {chords: {}, more: NORMAL_KEYS},
};
