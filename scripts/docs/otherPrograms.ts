/** Key habits from other programs: the ten most used keys of each, and what they do here under its preset. */
import type {PresetName} from '../../src/client/wording/screenChoices.ts';
import {createBindings} from '../../src/tui/bindings/bindings.ts';
import type {ActionName, KeyPlace} from '../../src/tui/bindings/keyTable.ts';

export interface Habit {
  /** As the table of keys writes it. */
  chord: string;
  /** What the other program does. */
  there: string;
  /** What is to happen here. */
  here: ActionName;
}

type Known = Exclude<PresetName, 'default'>;

const habit = (chord: string, there: string, here: ActionName): Habit => ({chord, there, here});

export const HABITS: Readonly<Record<Known, readonly Habit[]>> = {
  weechat: [
    habit('alt+a', 'next buffer with activity', 'nextActivity'),
    habit('alt+left', 'previous buffer', 'roomPrevious'),
    habit('alt+right', 'next buffer', 'roomNext'),
    habit('alt+1', 'buffer by number', 'roomByNumber'),
    habit('alt+/', 'the buffer before this one', 'roomLast'),
    habit('pageup', 'scroll up', 'pageUp'),
    habit('alt+u', 'first unread line', 'firstUnread'),
    habit('alt+p', 'previous highlight', 'mentionPrevious'),
    habit('ctrl+s', 'search text in the buffer', 'search'),
    habit('ctrl+r', 'search in what was typed', 'historySearch'),
  ],
  irssi: [
    habit('alt+a', 'next window with activity', 'nextActivity'),
    habit('ctrl+p', 'previous window', 'roomPrevious'),
    habit('ctrl+n', 'next window', 'roomNext'),
    habit('alt+1', 'window by number', 'roomByNumber'),
    habit('alt+p', 'scroll up', 'pageUp'),
    habit('alt+n', 'scroll down', 'pageDown'),
    habit('tab', 'complete a nick', 'complete'),
    habit('up', 'what was typed before', 'cursorUp'),
    habit('ctrl+u', 'erase the line', 'cutLineLeft'),
    habit('ctrl+l', 'redraw', 'redraw'),
  ],
  slack: [
    habit('ctrl+k', 'jump to a conversation', 'goTo'),
    habit('alt+up', 'previous channel', 'roomPrevious'),
    habit('alt+down', 'next channel', 'roomNext'),
    habit('alt+shift+up', 'previous unread channel', 'unreadPrevious'),
    habit('alt+shift+down', 'next unread channel', 'unreadNext'),
    habit('alt+left', 'back in history', 'roomLast'),
    habit('ctrl+f', 'search in the conversation', 'search'),
    habit('shift+enter', 'new line', 'newLine'),
    habit('ctrl+up', 'edit the last message', 'editLast'),
    habit('ctrl+/', 'list of shortcuts', 'help'),
  ],
  vim: [
    habit('i', 'insert', 'modeInsert'),
    habit('h', 'left', 'cursorLeft'),
    habit('l', 'right', 'cursorRight'),
    habit('w', 'next word', 'wordRight'),
    habit('b', 'word before', 'wordLeft'),
    habit('d d', 'delete the line', 'cutLine'),
    habit('p', 'put', 'yank'),
    habit('u', 'undo', 'undo'),
    habit('/', 'search', 'search'),
    habit('G', 'last line', 'newest'),
  ],
  emacs: [
    habit('ctrl+f', 'forward-char', 'cursorRight'),
    habit('ctrl+n', 'next-line', 'cursorDown'),
    habit('ctrl+a', 'beginning-of-line', 'lineStart'),
    habit('alt+f', 'forward-word', 'wordRight'),
    habit('ctrl+k', 'kill-line', 'cutLineRight'),
    habit('ctrl+y', 'yank', 'yank'),
    habit('ctrl+g', 'keyboard-quit', 'escape'),
    habit('ctrl+s', 'isearch-forward', 'search'),
    habit('leader b', 'switch-to-buffer', 'goTo'),
    habit('alt+v', 'scroll-down-command', 'pageUp'),
  ],
};

/** Where a key that is pressed while one writes or reads is looked for, in this order; in the mode of letters, only there. */
const PLACES: readonly KeyPlace[] = ['anywhere', 'reading', 'writing'];

/** Which action a key has under a preset; absent where it has none. */
export function boundTo(preset: Known, chord: string): {name: ActionName; keys: string; help: string} | undefined {
  const bindings = createBindings(preset);
  const places: readonly KeyPlace[] = preset === 'vim' ? ['normal'] : PLACES;
  const name = places.map(place => bindings.actOn(place, chord)).find(found => found !== undefined);
  const row = bindings.rows.find(one => one.name === name && places.includes(one.where));
  return name === undefined || row === undefined ? undefined : {name, keys: bindings.shown(chord), help: row.help};
}
