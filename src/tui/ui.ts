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

/** Position of a scrolled chat, by the entry at its bottom or top; absent while it follows the newest message. */
export type Anchor = BottomAnchor | TopAnchor;

/** Position after scrolling. */
interface BottomAnchor {
  /** Seq of the entry that starts the piece at the bottom; 0 means the start of the loaded entries. */
  seq: number;
  /** Number of visible rows of that piece. */
  rows: number;
  /** The newest entry when scrolling started; later ones are counted as new. */
  seenSeq: number;
}

/** Position after a jump, whose target may not be loaded yet. */
interface TopAnchor {
  /** Seq of the entry near the upper edge. */
  topSeq: number;
  seenSeq: number;
}

/** What covers the screen: plain lines until the next key, or another program that has the terminal. */
export type Cover = 'text' | 'program';

export interface Ui {
  columns: number;
  rows: number;
  focus: Focus;
  /** Panes hidden by a key although they would fit. */
  hidden: readonly SidePane[];
  /** Pane opened by a key although it does not fit. */
  drawer?: SidePane | undefined;
  /** The last one is on top and gets all keys. */
  overlays: readonly Overlay[];
  /** Drafts of each room and thread. */
  draftByRoom: Readonly<Record<ViewKey, EditorState>>;
  anchorByRoom: Readonly<Record<ViewKey, Anchor | undefined>>;
  /** Target of the last jump, highlighted until the user scrolls. */
  place?: Place | undefined;
  /** Where Esc returns to after a jump. */
  back?: Back | undefined;
  /** Where Esc returns to from the open thread, if that is not the thread's room. */
  threadBack?: ThreadBack | undefined;
  /** Key of the selected row of each pane: a room id, a login name or a transfer id. */
  selected: Readonly<Partial<Record<SidePane, string>>>;
  /** Rows selected automatically when a pane got the focus, not by the user. */
  begunWith: Readonly<Partial<Record<SidePane, string>>>;
  /** The first key of a two-key chord was pressed; after a delay, the possible second keys are listed. */
  leader?: Leader | undefined;
  /** Letters are commands (normal mode of the `vim` preset); absent: they are typed. */
  mode?: 'normal' | undefined;
  /** `Ctrl+C` was pressed in an empty composer; a second one quits. */
  isQuitArmed: boolean;
  /** The selected message, to which the next key applies. */
  selection?: Selection | undefined;
  /** The terminal has the keyboard focus, as far as it reports that. */
  isInFront: boolean;
  /** A paste was started, but its end mark is overdue. */
  isPasteOverdue: boolean;
  /** Markup parser and highlighter, as far as loaded; absent: text is shown as typed. */
  markup?: Markup | undefined;
  /** Pictures in the chat, as far as loaded; absent if they are switched off. */
  pictures?: RowPictures | undefined;
  /** Layout of messages. */
  chatStyle: ChatStyle;
  /** The visible room that shows its newest message: new ones are read as they arrive. */
  followedRoomId?: number | undefined;
  /** Misspelt words among those checked so far. */
  misspelt: ReadonlySet<string>;
  /** What covers the screen; absent: nothing. */
  cover?: Cover | undefined;
  /** The program, not the terminal, handles the mouse. */
  isMouseOn: boolean;
  /** Text being selected with the mouse, or selected until the next key. */
  drag?: Drag | undefined;
  /** Scroll positions of lists that were moved with the wheel. */
  tops: Readonly<Partial<Record<SidePane, number>>>;
}

interface Selection {
  roomId: number;
  seq: number;
  /** Seq of the other end of a selected range. */
  markSeq?: number;
}

export interface Back {
  roomId: number;
  anchor: Anchor | undefined;
  /** Overlay to reopen on return. */
  reopen?: Overlay;
  /** The way back exists only while this room is current. */
  inRoomId: number;
}

interface ThreadBack {
  roomId: number;
  /** Overlay to reopen on return. */
  reopen?: Overlay | undefined;
}

export interface Leader {
  /** Place and chord of the first key; `leader` for the key of that action. */
  place: 'anywhere' | 'normal';
  first: string;
  isShown: boolean;
}

interface UiChanges {
  resized: {columns: number; rows: number};
  focusMoved: {to: Focus};
  /** `isShown`: the pane is visible now. */
  paneToggled: {pane: SidePane; isShown: boolean};
  paneClosed: {pane: SidePane};
  overlayOpened: {overlay: Overlay};
  /** Replaces an overlay anywhere in the stack; without `to`, it is closed. */
  overlayStepped: {from: Overlay; to: Overlay | undefined};
  draftChanged: {roomId: ViewKey; draft: EditorState | undefined};
  scrolled: {roomId: ViewKey; anchor: Anchor | undefined};
  /** Everything up to the end is visible, so new messages are followed. */
  followed: {roomId: ViewKey};
  /** A jump to a place from elsewhere. */
  wentTo: {place: Place; from: Omit<Back, 'inRoomId'> | undefined};
  wentBack: Record<never, never>;
  /** Absent: no room. */
  roomShown: {roomId: number | undefined};
  threadOpened: {back: ThreadBack | undefined};
  selectionMoved: {pane: SidePane; to: string};
  /** Absent: the pane is empty. */
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
  /** Absent: no room is followed. */
  following: {roomId: number | undefined};
  misspeltFound: {words: ReadonlySet<string>};
  /** This server's screen came to the front; `from` is the state of the one before. */
  broughtToFront: {from: Ui};
  /** Another server's screen came to the front. */
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
    // A drawer that fits now becomes an ordinary pane; a focused pane that does not fit any more loses the focus.
    const drawer = ui.drawer !== undefined && isFolded(ui.drawer, columns) ? ui.drawer : undefined;
    const isFocusGone = ui.focus !== 'composer' && !isOnScreen({...resized, drawer}, ui.focus);
    return {...resized, drawer, focus: isFocusGone ? 'composer' : ui.focus};
  },
  focusMoved: (ui, {to}) => ({...ui, focus: to, tops: {}}),
  /** If the pane is hidden, shows and focuses it; if visible, focuses it; if focused, closes it. */
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
  /** Drops the way back and the selection of another room. */
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

/** Whether the user can see the screen, as far as known; only then messages are marked as read. */
export const isInSight = ({isInFront, cover}: Ui): boolean => isInFront && cover === undefined;

export function reduceUi(ui: Ui, change: UiChange): Ui {
  const reducer = REDUCERS[change.type] as (ui: Ui, change: UiChange) => Ui;
  return reducer(ui, change);
}
