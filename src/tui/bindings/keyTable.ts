/** Table of every action of the screen: its name, where it works, its default keys, and its sentence in the help. */
import {EDITOR_KEYS, type EditorActionName} from '../writing/editor/editorKeys.ts';
import type {SidePane} from '../layout/layout.ts';

/** `normal`: the normal mode of a preset with modes. */
export type KeyPlace = 'anywhere' | 'reading' | 'message' | SidePane | 'writing' | 'normal';

export interface KeyRow {
  where: KeyPlace;
  name: ActionName;
  /** `leader g` is a two-key chord: the key of the action `leader`, then `g`. */
  chords: readonly string[];
  help: string;
}

const inPlace =
  <const Where extends KeyPlace>(where: Where) =>
  <const Name extends string>(name: Name, chords: readonly string[], help: string) => ({where, name, chords, help});
const anywhere = inPlace('anywhere');
const reading = inPlace('reading');
const inMessage = inPlace('message');
const inRooms = inPlace('rooms');
const inUsers = inPlace('users');
const inTransfers = inPlace('transfers');

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const digits = (prefix: string) => DIGITS.map(digit => prefix + digit);

const SCREEN_KEYS = [
  anywhere('goTo', ['ctrl+g', 'leader g'], 'go to a room, person or command'),
  anywhere('nextActivity', ['alt+a', 'leader a'], 'next room with something new; mentions first'),
  anywhere('inbox', ['alt+i', 'leader i'], 'inbox: mentions and what else is for you, everywhere'),
  anywhere('threads', ['alt+t', 'leader l'], 'threads that you follow, unread first'),
  anywhere('search', ['ctrl+f', 'leader s'], 'search in this room; /search searches everywhere'),
  anywhere('roomNext', ['ctrl+n', 'alt+down'], 'next room'),
  anywhere('roomPrevious', ['ctrl+p', 'alt+up'], 'previous room'),
  anywhere('unreadNext', ['alt+shift+down', 'leader n'], 'next unread room'),
  anywhere('unreadPrevious', ['alt+shift+up', 'leader p'], 'previous unread room'),
  anywhere('roomByNumber', [...digits('alt+'), ...digits('leader ')], 'room by number'),
  anywhere('serverNext', ['alt+shift+right', 'leader >'], 'next server in this window'),
  anywhere('serverPrevious', ['alt+shift+left', 'leader <'], 'previous server in this window'),
  anywhere('roomLast', ['alt+/', 'leader leader'], 'the room before this one, and back'),
  anywhere('paneNext', ['f6', 'leader o'], 'next pane'),
  anywhere('panePrevious', ['shift+f6', 'f18', 'leader O'], 'previous pane'),
  anywhere('roomsPane', ['f2', 'leader r'], 'rooms: show, go there, hide'),
  anywhere('usersPane', ['f3', 'leader u'], 'people here: show, go there, hide'),
  anywhere('transfersPane', ['f4', 'leader t'], 'files: show, go there, hide'),
  anywhere('help', ['f1', 'leader ?', 'leader h'], 'this list'),
  anywhere('filePicker', ['leader f'], 'choose files to send'),
  anywhere('historySearch', ['ctrl+r', 'leader ctrl+r'], 'look through what you sent before'),
  anywhere('editExternally', ['leader ctrl+e'], 'write in the editor that VISUAL or EDITOR names'),
  anywhere('escape', ['escape'], 'closes one thing; back from where one went; at rest, to the newest message'),
  anywhere(
    'interrupt',
    ['ctrl+c'],
    'empties the input line, or a recalled one down to the draft; twice on an empty one quits',
  ),
  anywhere('mouse', ['alt+m', 'leader m'], 'mouse on or off; off, the terminal selects text'),
  anywhere('redraw', ['ctrl+l'], 'draws the screen anew'),
  anywhere('suspend', ['ctrl+z'], 'back to the shell; fg returns'),
  anywhere('leader', ['ctrl+x'], 'first of two keys, where Alt and F keys do not arrive'),

  reading('pageUp', ['pageup'], 'a page up; older messages come by themselves'),
  reading('pageDown', ['pagedown'], 'a page down'),
  reading('linesUp', ['alt+pageup', 'leader up'], 'a few lines up'),
  reading('linesDown', ['alt+pagedown', 'shift+down', 'leader down'], 'a few lines down'),
  reading('wheelUp', ['wheelup'], 'older, as far as the wheel was turned'),
  reading('wheelDown', ['wheeldown'], 'newer'),
  reading('oldest', ['ctrl+home', 'alt+home', 'leader home'], 'the oldest that is here'),
  reading('newest', ['ctrl+end', 'alt+end', 'leader end'], 'the newest'),
  reading('firstUnread', ['leader .', 'alt+u'], 'the first unread message, also after it was passed'),
  reading('mentionPrevious', ['alt+p', 'leader ['], 'the mention of you before this'),
  reading('mentionNext', ['alt+n', 'leader ]'], 'the next mention of you'),
  reading('openLink', ['ctrl+o', 'leader ctrl+o'], 'links on screen, to open one; the one in the input line'),
  reading('bareView', ['alt+l', 'leader v'], 'the text alone, for the terminal to select'),

  reading('selectMessage', ['ctrl+s', 'shift+up'], 'choose a message, then a key says what to do'),
  reading('editLast', ['ctrl+up'], 'edit your last message here'),

  inMessage('messageUp', ['up', 'k', 'shift+up', 'ctrl+s'], 'the one above'),
  inMessage('messageDown', ['down', 'j', 'shift+down'], 'the one below'),
  inMessage('messageView', ['o'], 'open it whole, as it was typed'),
  inMessage('messageReply', ['r'], 'answer it'),
  inMessage('messageThread', ['t'], 'open its thread; what you write there answers it'),
  inMessage('messageReact', ['+', 'a'], 'give an emoji to it, or take it back'),
  inMessage('messageInfo', ['i'], 'who wrote it and when, and what became of it'),
  inMessage('messageReactions', ['w'], 'who gave which emoji'),
  inMessage('messageEdit', ['e'], 'edit it'),
  inMessage('messageHistory', ['h'], 'what it said before it was edited'),
  inMessage('messageDelete', ['d', 'delete'], 'delete it'),
  inMessage('messageQuote', ['q', '>'], 'quote it'),
  inMessage('messageForward', ['f'], 'pass it on'),
  inMessage('messageCopy', ['y'], 'copy its text, as it was typed'),
  inMessage('messageCopyAll', ['Y'], 'copy it with who said it and when'),
  inMessage('messageCopyCode', ['c'], 'copy the code in it'),
  inMessage('messageCopyLink', ['u'], 'copy the link in it, or the link to it'),
  inMessage('messageMark', ['v', 'm'], 'a range from here to the chosen one, for copying'),
  inMessage('messageTake', ['C'], 'its text into the input line'),
  inMessage('messageLink', ['l'], 'its link into the input line'),
  inMessage('messageStar', ['s'], 'star it'),
  inMessage('messageUnread', ['U'], 'unread from here on'),
  inMessage('messagePin', ['p'], 'pin it, or no longer'),
  inMessage('messageOriginal', ['enter'], 'go to what it answers'),
  inMessage('messageLeave', ['escape'], 'choose none'),

  inRooms('selectUp', ['up', 'k'], 'the one above'),
  inRooms('selectDown', ['down', 'j'], 'the one below'),
  inRooms('selectEnter', ['enter'], 'go there; of an invitation, join'),
  inRooms('roomUp', ['K', 'shift+up'], 'move it up; the list is in the order by hand then'),
  inRooms('roomDown', ['J', 'shift+down'], 'move it down'),
  inUsers('selectUp', ['up', 'k'], 'the one above'),
  inUsers('selectDown', ['down', 'j'], 'the one below'),
  inUsers('selectEnter', ['enter'], 'open the conversation'),
  inTransfers('selectUp', ['up', 'k'], 'the one above'),
  inTransfers('selectDown', ['down', 'j'], 'the one below'),
  inTransfers('transferAccept', ['enter'], 'take the file; of a finished one, show where it is'),
  inTransfers('transferStop', ['x', 'delete', 'backspace'], 'decline, cancel, or clear away'),
  inTransfers('transferRetry', ['r', 'R'], 'try again'),
  inTransfers('transferPreview', ['p', 'space'], 'look at it before taking it'),
  inTransfers('transferOpen', ['o'], 'open a finished one'),
  inTransfers('transferReveal', ['f'], 'show its folder'),
];

/** Additional actions of the preset with modes. */
const MODE_ACTS = [
  'modeInsert',
  'modeAppend',
  'modeInsertLine',
  'modeAppendLine',
  'modeOpenLine',
  'modeCommand',
] as const;

/** Actions of the screen itself; each is a function in `keys/acts`. */
export type ActName = (typeof SCREEN_KEYS)[number]['name'] | (typeof MODE_ACTS)[number];
export type ActionName = ActName | EditorActionName;

export const TITLES: Readonly<Record<KeyPlace, string>> = {
  anywhere: 'Anywhere',
  reading: 'Reading',
  message: 'A chosen message',
  rooms: 'Rooms pane',
  users: 'People pane',
  transfers: 'Files pane',
  writing: 'Writing',
  normal: 'Normal mode of the preset vim',
};

export const KEY_TABLE: readonly KeyRow[] = [
  ...SCREEN_KEYS,
  ...EDITOR_KEYS.map(({name, chords, help}) => ({where: 'writing' as const, name, chords, help})),
];

export const ACTION_NAMES: ReadonlySet<string> = new Set(KEY_TABLE.map(({name}) => name));
