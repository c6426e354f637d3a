/** Every key of the screen in one table: where it works, what it does, and the sentence that the help shows. */
import type * as acts from './acts.ts';
import {EDITOR_KEYS} from '../writing/editor/editorKeys.ts';
import type {SidePane} from '../layout/layout.ts';
import type {KeyHelp} from '../overlay.ts';

export type ActName = keyof typeof acts;
export type KeyPlace = 'anywhere' | 'reading' | 'message' | SidePane;

export interface KeyRow {
  where: KeyPlace;
  /** `ctrl+x g` is two keys, one after the other. */
  chords: readonly string[];
  /** As a person reads them. */
  keys: string;
  act: ActName;
  help: string;
}

const anywhere = (keys: string, chords: readonly string[], act: ActName, help: string): KeyRow => ({
  where: 'anywhere',
  keys,
  chords,
  act,
  help,
});
const inPane =
  (where: KeyPlace) =>
  (keys: string, chords: readonly string[], act: ActName, help: string): KeyRow => ({where, keys, chords, act, help});
const reading = inPane('reading');
const inMessage = inPane('message');
const inRooms = inPane('rooms');
const inUsers = inPane('users');
const inTransfers = inPane('transfers');

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const digits = (prefix: string) => DIGITS.map(digit => prefix + digit);

const KEY_TABLE: readonly KeyRow[] = [
  anywhere('Ctrl+G, Ctrl+X g', ['ctrl+g', 'ctrl+x g'], 'goTo', 'go to a room, person or command'),
  anywhere('Alt+A, Ctrl+X a', ['alt+a', 'ctrl+x a'], 'nextActivity', 'next room with something new; mentions first'),
  anywhere('Alt+I, Ctrl+X i', ['alt+i', 'ctrl+x i'], 'inbox', 'inbox: mentions and what else is for you, everywhere'),
  anywhere('Alt+T, Ctrl+X l', ['alt+t', 'ctrl+x l'], 'threads', 'threads that you follow, unread first'),
  anywhere('Ctrl+F, Ctrl+X s', ['ctrl+f', 'ctrl+x s'], 'search', 'search in this room; /search searches everywhere'),
  anywhere('Ctrl+N, Alt+Down', ['ctrl+n', 'alt+down'], 'roomNext', 'next room'),
  anywhere('Ctrl+P, Alt+Up', ['ctrl+p', 'alt+up'], 'roomPrevious', 'previous room'),
  anywhere('Alt+Shift+Down, Ctrl+X n', ['alt+shift+down', 'ctrl+x n'], 'unreadNext', 'next unread room'),
  anywhere('Alt+Shift+Up, Ctrl+X p', ['alt+shift+up', 'ctrl+x p'], 'unreadPrevious', 'previous unread room'),
  anywhere('Alt+1…9, Ctrl+X 1…9', [...digits('alt+'), ...digits('ctrl+x ')], 'roomByNumber', 'room by number'),
  anywhere('Alt+/, Ctrl+X Ctrl+X', ['alt+/', 'ctrl+x ctrl+x'], 'roomLast', 'the room before this one, and back'),
  anywhere('F6, Ctrl+X o', ['f6', 'ctrl+x o'], 'paneNext', 'next pane'),
  anywhere('Shift+F6, Ctrl+X O', ['shift+f6', 'f18', 'ctrl+x O'], 'panePrevious', 'previous pane'),
  anywhere('F2, Ctrl+X r', ['f2', 'ctrl+x r'], 'roomsPane', 'rooms: show, go there, hide'),
  anywhere('F3, Ctrl+X u', ['f3', 'ctrl+x u'], 'usersPane', 'people here: show, go there, hide'),
  anywhere('F4, Ctrl+X t', ['f4', 'ctrl+x t'], 'transfersPane', 'files: show, go there, hide'),
  anywhere('F1, Ctrl+X ?', ['f1', 'ctrl+x ?', 'ctrl+x h'], 'help', 'this list'),
  anywhere('Ctrl+X f', ['ctrl+x f'], 'filePicker', 'choose files to send'),
  anywhere('Esc', ['escape'], 'escape', 'closes one thing; back from where one went; at rest, to the newest message'),
  anywhere(
    'Ctrl+C',
    ['ctrl+c'],
    'interrupt',
    'empties the input line, or a recalled one down to the draft; twice on an empty one quits',
  ),
  anywhere('Ctrl+L', ['ctrl+l'], 'redraw', 'draws the screen anew'),
  anywhere('Ctrl+Z', ['ctrl+z'], 'suspend', 'back to the shell; fg returns'),
  anywhere('Ctrl+X', ['ctrl+x'], 'leader', 'first of two keys, where Alt and F keys do not arrive'),

  reading('PgUp', ['pageup'], 'pageUp', 'a page up; older messages come by themselves'),
  reading('PgDn', ['pagedown'], 'pageDown', 'a page down'),
  reading('Alt+PgUp, Ctrl+X Up', ['alt+pageup', 'ctrl+x up'], 'linesUp', 'a few lines up'),
  reading('Alt+PgDn, Ctrl+X Down', ['alt+pagedown', 'shift+down', 'ctrl+x down'], 'linesDown', 'a few lines down'),
  reading('Wheel up', ['wheelup'], 'wheelUp', 'older, as far as the wheel was turned'),
  reading('Wheel down', ['wheeldown'], 'wheelDown', 'newer'),
  reading('Ctrl+Home, Alt+Home', ['ctrl+home', 'alt+home', 'ctrl+x home'], 'oldest', 'the oldest that is here'),
  reading('Ctrl+End, Alt+End', ['ctrl+end', 'alt+end', 'ctrl+x end'], 'newest', 'the newest'),
  reading(
    'Alt+U, Ctrl+X .',
    ['alt+u', 'ctrl+x .'],
    'firstUnread',
    'the first unread message, also after it was passed',
  ),
  reading('Alt+P, Ctrl+X [', ['alt+p', 'ctrl+x ['], 'mentionPrevious', 'the mention of you before this'),
  reading('Alt+N, Ctrl+X ]', ['alt+n', 'ctrl+x ]'], 'mentionNext', 'the next mention of you'),
  reading(
    'Ctrl+O',
    ['ctrl+o', 'ctrl+x ctrl+o'],
    'openLink',
    'opens the link to a message, in the input line or on screen',
  ),

  reading('Ctrl+S, Shift+Up', ['ctrl+s', 'shift+up'], 'selectMessage', 'choose a message, then a key says what to do'),
  reading('Ctrl+Up', ['ctrl+up'], 'editLast', 'edit your last message here'),

  inMessage('Up, k, Shift+Up', ['up', 'k', 'shift+up', 'ctrl+s'], 'messageUp', 'the one above'),
  inMessage('Down, j, Shift+Down', ['down', 'j', 'shift+down'], 'messageDown', 'the one below'),
  inMessage('o', ['o'], 'messageView', 'open it whole, as it was typed'),
  inMessage('r', ['r'], 'messageReply', 'answer it'),
  inMessage('t', ['t'], 'messageThread', 'open its thread; what you write there answers it'),
  inMessage('+, a', ['+', 'a'], 'messageReact', 'give an emoji to it, or take it back'),
  inMessage('i', ['i'], 'messageInfo', 'who wrote it and when, and what became of it'),
  inMessage('w', ['w'], 'messageReactions', 'who gave which emoji'),
  inMessage('e', ['e'], 'messageEdit', 'edit it'),
  inMessage('h', ['h'], 'messageHistory', 'what it said before it was edited'),
  inMessage('d, Delete', ['d', 'delete'], 'messageDelete', 'delete it'),
  inMessage('q, >', ['q', '>'], 'messageQuote', 'quote it'),
  inMessage('f', ['f'], 'messageForward', 'pass it on'),
  inMessage('c', ['c'], 'messageCopy', 'copy its text, as it was typed'),
  inMessage('C', ['C'], 'messageTake', 'its text into the input line'),
  inMessage('l', ['l'], 'messageLink', 'its link into the input line'),
  inMessage('s', ['s'], 'messageStar', 'star it'),
  inMessage('u', ['u'], 'messageUnread', 'unread from here on'),
  inMessage('p', ['p'], 'messagePin', 'pin it, or no longer'),
  inMessage('Enter', ['enter'], 'messageOriginal', 'go to what it answers'),
  inMessage('Esc', ['escape'], 'messageLeave', 'choose none'),

  inRooms('Up, k', ['up', 'k'], 'selectUp', 'the one above'),
  inRooms('Down, j', ['down', 'j'], 'selectDown', 'the one below'),
  inRooms('Enter', ['enter'], 'selectEnter', 'go there; of an invitation, join'),
  inRooms('Shift+Up, K', ['shift+up', 'K'], 'roomUp', 'move it up; the list is in the order by hand then'),
  inRooms('Shift+Down, J', ['shift+down', 'J'], 'roomDown', 'move it down'),
  inUsers('Up, k', ['up', 'k'], 'selectUp', 'the one above'),
  inUsers('Down, j', ['down', 'j'], 'selectDown', 'the one below'),
  inUsers('Enter', ['enter'], 'selectEnter', 'open the conversation'),
  inTransfers('Up, k', ['up', 'k'], 'selectUp', 'the one above'),
  inTransfers('Down, j', ['down', 'j'], 'selectDown', 'the one below'),
  inTransfers('Enter', ['enter'], 'transferAccept', 'take the file; of a finished one, show where it is'),
  inTransfers('x, Delete', ['x', 'delete', 'backspace'], 'transferStop', 'decline, cancel, or clear away'),
  inTransfers('r, R', ['r', 'R'], 'transferRetry', 'try again'),
];

const TITLES: Readonly<Record<KeyPlace, string>> = {
  anywhere: 'Anywhere',
  reading: 'Reading',
  message: 'A chosen message',
  rooms: 'Rooms pane',
  users: 'People pane',
  transfers: 'Files pane',
};

/** What the help and the documentation show. */
export const KEYS: readonly KeyHelp[] = [
  ...KEY_TABLE.map(({where, keys, help}) => ({where: TITLES[where], keys, help})),
  ...EDITOR_KEYS.map(({keys, help}) => ({where: 'Writing', keys, help})),
];

const tableOf = (isIn: (row: KeyRow) => boolean): ReadonlyMap<string, ActName> =>
  new Map(KEY_TABLE.filter(isIn).flatMap(({chords, act}) => chords.map(chord => [chord, act] as const)));

const everywhere = tableOf(({where}) => where === 'anywhere' || where === 'reading');
const byPane: Readonly<Record<SidePane, ReadonlyMap<string, ActName>>> = {
  rooms: tableOf(({where}) => where === 'rooms'),
  users: tableOf(({where}) => where === 'users'),
  transfers: tableOf(({where}) => where === 'transfers'),
};

const onMessage = tableOf(({where}) => where === 'message');

export const actOnMessage = (chord: string): ActName | undefined => onMessage.get(chord);
export const actAnywhere = (chord: string): ActName | undefined => everywhere.get(chord);
export const actInPane = (pane: SidePane, chord: string): ActName | undefined => byPane[pane].get(chord);
export const actAfterLeader = (chord: string): ActName | undefined => everywhere.get(`ctrl+x ${chord}`);
