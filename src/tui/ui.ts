/** UI state and its pure reducer: focus, drafts, scroll positions, overlays, panes. */
import type {EditorState} from './writing/editor/editorState.ts';
import {isDrawerAlone, isFolded, type SidePane} from './layout/layout.ts';
import type {Place} from '../client/actions/messages/messageActions.ts';
import type {ViewKey} from '../client/state/selectors.ts';
import {DEFAULT_CHAT_STYLE, type ChatStyle} from '../client/wording/screenChoices.ts';
import type {Drag} from './layout/drag.ts';
import type {RowPictures} from './pictures/rowPictures.ts';
import type {Markup} from './markup/markup.ts';
import type {Overlay} from './overlay.ts';

export type Focus = 'composer' | SidePane;

/** Position of a scrolled chat: what is at its bottom or top; absent while it follows the newest message. */
export type Anchor = BottomAnchor | TopAnchor;

/** After scrolling. */
interface BottomAnchor {
  /** Seq of the entry that begins the piece; 0 is the beginning of what is loaded. */
  seq: number;
  /** Rows of that piece that are shown. */
  rows: number;
  /** The newest entry when one began to scroll; what comes after it is counted as new. */
  seenSeq: number;
}

/** After going to a place, which may not be loaded yet. */
interface TopAnchor {
  /** Seq of the entry that stands near the upper edge. */
  topSeq: number;
  seenSeq: number;
}

/** The text alone, until the next key; or another program that has the terminal. */
export type Cover = 'text' | 'program';

export interface Ui {
  columns: number;
  rows: number;
  focus: Focus;
  /** Switched off where there is room for them. */
  hidden: readonly SidePane[];
  /** Brought up where there is no room for it. */
  drawer?: SidePane | undefined;
  /** The last one is on top and takes all keys. */
  overlays: readonly Overlay[];
  /** Of each room and thread. */
  draftByRoom: Readonly<Record<ViewKey, EditorState>>;
  anchorByRoom: Readonly<Record<ViewKey, Anchor | undefined>>;
  /** The entry that was gone to; it is marked until one scrolls. */
  place?: Place | undefined;
  /** Where Esc goes back to, from the room that was gone to. */
  back?: Back | undefined;
  /** Where Esc goes back to from the thread on screen, where that is not its room. */
  threadBack?: ThreadBack | undefined;
  /** In each side pane: a room id, a login name, a transfer id. */
  selected: Readonly<Partial<Record<SidePane, string>>>;
  /** The same where nobody has selected it: a pane begins with it when it gets the focus. */
  begunWith: Readonly<Partial<Record<SidePane, string>>>;
  /** A first key was pressed and waits for its second one; one who hesitates is shown which there are. */
  leader?: Leader | undefined;
  /** Letters are keys, until one writes again; only the preset with modes has it. */
  mode?: 'normal' | undefined;
  /** `Ctrl+C` was pressed in an empty composer; the next one quits. */
  isQuitArmed: boolean;
  /** The message that the next key is for. */
  selection?: Selection | undefined;
  /** The terminal has the keyboard, as far as it tells. */
  isInFront: boolean;
  /** A paste has begun whose end does not come. */
  isPasteOverdue: boolean;
  /** What draws bold, code and the like, as far as it is loaded; absent: text is shown as it was typed. */
  markup?: Markup | undefined;
  /** Pictures in the chat, as far as they are loaded; absent: none are wanted. */
  pictures?: RowPictures | undefined;
  /** How messages are set out. */
  chatStyle: ChatStyle;
  /** The room on screen whose newest message is in front of somebody's eyes: what comes there is read as it comes. */
  followedRoomId?: number | undefined;
  /** Words that no dictionary has, as far as they were looked up. */
  misspelt: ReadonlySet<string>;
  /** What stands before the screen; absent: nothing. */
  cover?: Cover | undefined;
  /** The mouse is ours, and not the terminal's. */
  isMouseOn: boolean;
  /** Text that is being selected with the mouse, or was until the next key. */
  drag?: Drag | undefined;
  /** The first row that a list shows, where the wheel has moved it. */
  tops: Readonly<Partial<Record<SidePane, number>>>;
}

interface Selection {
  roomId: number;
  seq: number;
  /** Where a range begins that ends with it. */
  markSeq?: number;
}

export interface Back {
  roomId: number;
  anchor: Anchor | undefined;
  /** What was open where one came from. */
  reopen?: Overlay;
  /** It holds only while this room is on screen. */
  inRoomId: number;
}

interface ThreadBack {
  roomId: number;
  /** What was open where one came from. */
  reopen?: Overlay | undefined;
}

export interface Leader {
  /** Where the first key was pressed, and which it was: `leader` for that of the action. */
  place: 'anywhere' | 'normal';
  first: string;
  isShown: boolean;
}

interface UiChanges {
  resized: {columns: number; rows: number};
  focusMoved: {to: Focus};
  /** `isShown`: it is on the screen now. */
  paneToggled: {pane: SidePane; isShown: boolean};
  paneClosed: {pane: SidePane};
  overlayOpened: {overlay: Overlay};
  /** Wherever in the pile it lies; without `to` it closes. */
  overlayStepped: {from: Overlay; to: Overlay | undefined};
  draftChanged: {roomId: ViewKey; draft: EditorState | undefined};
  scrolled: {roomId: ViewKey; anchor: Anchor | undefined};
  /** All to the end is on screen: what comes from now on is followed. */
  followed: {roomId: ViewKey};
  /** After going there from somewhere else. */
  wentTo: {place: Place; from: Omit<Back, 'inRoomId'> | undefined};
  wentBack: Record<never, never>;
  /** Absent: there is none. */
  roomShown: {roomId: number | undefined};
  threadOpened: {back: ThreadBack | undefined};
  selectionMoved: {pane: SidePane; to: string};
  /** Absent: nothing is in it yet. */
  paneBegun: {pane: SidePane; key: string | undefined};
  leaderChanged: {leader: Leader | undefined};
  messageChosen: {selection: Selection | undefined};
  modeChanged: {mode: Ui['mode']};
  quitArmed: {isArmed: boolean};
  frontChanged: {isInFront: boolean};
  pasteOverdue: {isOverdue: boolean};
  markupChanged: {markup: Markup};
  picturesChanged: {pictures: RowPictures};
  chatStyleChanged: {chatStyle: ChatStyle};
  /** Absent: none is. */
  following: {roomId: number | undefined};
  misspeltFound: {words: ReadonlySet<string>};
  /** This is the screen of the server in front now; `from` is that of the one that was. */
  broughtToFront: {from: Ui};
  /** Another one is in front. */
  leftBehind: Record<never, never>;
  mouseTurned: {isOn: boolean};
  covered: {by: Cover | undefined};
  dragChanged: {drag: Drag | undefined};
  listScrolled: {pane: SidePane; top: number};
}

export type UiChange = {[Type in keyof UiChanges]: {type: Type} & UiChanges[Type]}[keyof UiChanges];

type Reducers = {[Type in keyof UiChanges]: (ui: Ui, change: UiChanges[Type]) => Ui};

export const emptyUi = (columns: number, rows: number): Ui => ({
  columns,
  rows,
  focus: 'composer',
  hidden: [],
  overlays: [],
  draftByRoom: {},
  anchorByRoom: {},
  selected: {},
  begunWith: {},
  isQuitArmed: false,
  isInFront: true,
  isPasteOverdue: false,
  chatStyle: DEFAULT_CHAT_STYLE,
  isMouseOn: false,
  misspelt: new Set(),
  tops: {},
});

const without = (panes: readonly SidePane[], pane: SidePane) => panes.filter(other => other !== pane);
const isOnScreen = ({columns, hidden, drawer}: Ui, pane: SidePane) =>
  drawer === pane ||
  (!isFolded(pane, columns) && !hidden.includes(pane) && (drawer === undefined || !isDrawerAlone(columns)));

function closePane(ui: Ui, pane: SidePane): Ui {
  const focus = ui.focus === pane ? 'composer' : ui.focus;
  if (ui.drawer === pane) return {...ui, focus, drawer: undefined};
  return {...ui, focus, hidden: [...without(ui.hidden, pane), pane]};
}

function openPane(ui: Ui, pane: SidePane): Ui {
  if (isFolded(pane, ui.columns)) return {...ui, focus: pane, drawer: pane};
  const drawer = isDrawerAlone(ui.columns) ? undefined : ui.drawer;
  return {...ui, focus: pane, hidden: without(ui.hidden, pane), drawer};
}

const REDUCERS: Reducers = {
  resized(ui, {columns, rows}) {
    const resized = {...ui, columns, rows};
    // A drawer that now has its own place is no drawer any more; a focused pane that folded away gives the focus back.
    const drawer = ui.drawer !== undefined && isFolded(ui.drawer, columns) ? ui.drawer : undefined;
    const isFocusGone = ui.focus !== 'composer' && !isOnScreen({...resized, drawer}, ui.focus);
    return {...resized, drawer, focus: isFocusGone ? 'composer' : ui.focus};
  },
  focusMoved: (ui, {to}) => ({...ui, focus: to, tops: {}}),
  /** Off screen: comes up with the focus. On screen: takes the focus. Focused: goes away. */
  paneToggled(ui, {pane, isShown}) {
    if (!isShown) return openPane(ui, pane);
    return ui.focus === pane ? closePane(ui, pane) : {...ui, focus: pane};
  },
  paneClosed: (ui, {pane}) => closePane(ui, pane),
  overlayOpened: (ui, {overlay}) => ({...ui, overlays: [...ui.overlays, overlay]}),
  overlayStepped: (ui, {from, to}) => ({
    ...ui,
    overlays: ui.overlays.flatMap(overlay => (overlay !== from ? [overlay] : to === undefined ? [] : [to])),
  }),
  draftChanged(ui, {roomId, draft}) {
    const draftByRoom = {...ui.draftByRoom};
    if (draft === undefined) delete draftByRoom[roomId];
    else draftByRoom[roomId] = draft;
    return {...ui, draftByRoom};
  },
  scrolled: (ui, {roomId, anchor}) => ({
    ...ui,
    place: undefined,
    anchorByRoom: {...ui.anchorByRoom, [roomId]: anchor},
  }),
  followed: (ui, {roomId}) => ({...ui, anchorByRoom: {...ui.anchorByRoom, [roomId]: undefined}}),
  wentTo: (ui, {place, from}) => ({...ui, place, back: from && {...from, inRoomId: place.roomId}}),
  /** What was for another room is over. */
  roomShown(ui, {roomId}) {
    const back = ui.back?.inRoomId === roomId ? ui.back : undefined;
    const selection = ui.selection?.roomId === roomId ? ui.selection : undefined;
    return back === ui.back && selection === ui.selection ? ui : {...ui, back, selection};
  },
  wentBack: ui => ({...ui, place: undefined, back: undefined}),
  threadOpened: (ui, {back}) => ({...ui, threadBack: back, selection: undefined}),
  selectionMoved: (ui, {pane, to}) => ({
    ...ui,
    selected: {...ui.selected, [pane]: to},
    begunWith: {...ui.begunWith, [pane]: undefined},
    tops: {...ui.tops, [pane]: undefined},
  }),
  paneBegun: (ui, {pane, key}) => ({
    ...ui,
    selected: {...ui.selected, [pane]: key},
    begunWith: {...ui.begunWith, [pane]: key},
  }),
  leaderChanged: (ui, {leader}) => (ui.leader === leader ? ui : {...ui, leader}),
  modeChanged: (ui, {mode}) => (ui.mode === mode ? ui : {...ui, mode}),
  messageChosen: (ui, {selection}) => ({...ui, selection}),
  quitArmed: (ui, {isArmed}) => (ui.isQuitArmed === isArmed ? ui : {...ui, isQuitArmed: isArmed}),
  pasteOverdue: (ui, {isOverdue}) => ({...ui, isPasteOverdue: isOverdue}),
  markupChanged: (ui, {markup}) => ({...ui, markup}),
  picturesChanged: (ui, {pictures}) => ({...ui, pictures}),
  chatStyleChanged: (ui, {chatStyle}) => ({...ui, chatStyle}),
  following: (ui, {roomId}) => (ui.followedRoomId === roomId ? ui : {...ui, followedRoomId: roomId}),
  misspeltFound: (ui, {words}) => ({...ui, misspelt: words}),
  broughtToFront: (
    ui,
    {from: {columns, rows, hidden, isInFront, cover, isPasteOverdue, isMouseOn, mode, markup, chatStyle}},
  ) => ({
    ...ui,
    columns,
    rows,
    hidden,
    isInFront,
    cover,
    isPasteOverdue,
    isMouseOn,
    mode,
    markup,
    chatStyle,
    focus: 'composer',
    drawer: undefined,
  }),
  leftBehind: ui => ({
    ...ui,
    drag: undefined,
    isInFront: false,
    focus: 'composer',
    drawer: undefined,
    isQuitArmed: false,
  }),
  mouseTurned: (ui, {isOn}) => ({...ui, isMouseOn: isOn, drag: undefined}),
  covered: (ui, {by}) => (ui.cover === by ? ui : {...ui, cover: by}),
  dragChanged: (ui, {drag}) => (ui.drag === drag ? ui : {...ui, drag}),
  listScrolled: (ui, {pane, top}) => (ui.tops[pane] === top ? ui : {...ui, tops: {...ui.tops, [pane]: top}}),
  frontChanged: (ui, {isInFront}) => (ui.isInFront === isInFront ? ui : {...ui, isInFront}),
};

/** What the screen shows is before the eyes of somebody, as far as one knows: it is read. */
export const isInSight = ({isInFront, cover}: Ui): boolean => isInFront && cover === undefined;

export function reduceUi(ui: Ui, change: UiChange): Ui {
  const reducer = REDUCERS[change.type] as (ui: Ui, change: UiChange) => Ui;
  return reducer(ui, change);
}
