/** Types of an overlay: a box over the panes that takes all keys until it closes, as a plain value of the screen's state. */
import type {Passphrases} from '../client/actions/account/keyPassphrase.ts';
import type {SearchGoing} from '../client/actions/search.ts';
import type {ReactNode} from 'react';
import type {Place} from '../client/actions/messages/messageActions.ts';
import type {InboxPage} from '../client/actions/messages/reading.ts';
import type {SearchPage} from '../client/actions/search.ts';
import type {Choice, Command} from '../client/input/command.ts';
import type {KeyboardCommand, ServerCommand} from '../client/input/screenCommands.ts';
import type {State} from '../client/state/state.ts';
import type {ChatStyle, PresetName} from '../client/wording/screenChoices.ts';
import type {RoomSummary} from '../shared/model.ts';
import type {FactorAnswer, FactorEffect} from './factor/setUp.ts';
import type {LocalSetting} from './localSettings.ts';
import type {Markup} from './markup/markup.ts';
import type {KeyHelp} from './bindings/bindings.ts';
import type {ActionName} from './bindings/keyTable.ts';
import type {BindingStore} from './bindings/bindingStore.ts';
import type {Key} from './terminal/input/key.ts';
import type {Theme} from './theme.ts';

/** State that an overlay can read but not change. */
export interface OverlayFacts {
  state: State;
  commands: readonly Pick<Command, 'name' | 'aliases' | 'usage' | 'summary'>[];
  /** The other servers of the window that are open. */
  elsewhere?: readonly {id: number; name: string; state: State}[];
  /** Rows of the table of keys, in the order in which they are shown. */
  keys: readonly KeyHelp[];
  keyboard: Pick<BindingStore, 'bindings'>;
  /** The terminal tells all keys apart. */
  hasExactKeys: boolean;
  homeDir: string;
  theme: Theme;
  /** As `Look.markup`. */
  markup?: Markup | undefined;
}

/** Another server of the window. */
export interface Elsewhere {
  id: number;
  name: string;
}

/** Events that an overlay handles. */
export type OverlayEvent =
  | {type: 'key'; key: Key; facts: OverlayFacts; size: OverlaySize}
  /** With the mouse, on a row inside the box. */
  | {type: 'click'; row: number; facts: OverlayFacts; size: OverlaySize}
  /** The answer to the effect `readFolder`. */
  | {type: 'folderRead'; path: string; listing: FolderListing}
  /** The answer to the effect `listRooms`. */
  | {type: 'roomsListed'; rooms: readonly RoomSummary[]}
  /** The answer to the effect `listInbox`. */
  | {type: 'inboxListed'; page: InboxPage; server?: Elsewhere | undefined}
  /** The answer to the effect `search`. */
  | {type: 'searched'; typed: string; page: SearchPage; server?: Elsewhere | undefined}
  /** Another server does not answer. */
  | {type: 'silent'; server: Elsewhere}
  /** The answer to the effect `secondFactor`. */
  | {type: 'factorAnswered'; answer: FactorAnswer}
  /** The answer to the effect `setting`. */
  | {type: 'settingsListed'; local: readonly LocalSetting[]; sentence: string}
  /** What was asked for is done. */
  | {type: 'done'}
  /** What was asked for did not work; a sentence. Foreign parts not yet passed through `display()`. */
  | {type: 'failed'; sentence: string};

/** Effects that an overlay asks the screen to run. */
export type OverlayEffect =
  | {type: 'enterRoom'; roomId: number}
  /** Opens the conversation with this person. */
  | {type: 'openDirect'; name: string}
  /** Joins, then enters; the name is without `#`. */
  | {type: 'joinRoom'; name: string}
  /** Puts this into the composer, to be finished there. */
  | {type: 'write'; text: string}
  /** To the room that they were chosen for, which may be gone by then. */
  | {type: 'sendFiles'; paths: readonly string[]; roomId: number}
  /** Answered by the event `folderRead`; `readFolder` in `overlays/folder.ts` does it. */
  | {type: 'readFolder'; path: string}
  /** Answered by the event `done` or `failed`. */
  | {type: 'changePassword'; oldPassword: string; newPassword: string}
  | ({type: 'keyPassphrase'} & Passphrases)
  /** Answered by the event `factorAnswered`, except when it is done. */
  | {type: 'secondFactor'; effect: FactorEffect}
  /** Somebody writes over a list that only can be read: it is for the composer. */
  | {type: 'typeKey'; key: Key}
  | {type: 'choose'; choice: Choice}
  /** Answered by the event `roomsListed`. */
  | {type: 'listRooms'}
  /** Answered by the event `inboxListed` or `failed`; the first page by all servers of the window. */
  | {type: 'listInbox'; before: InboxPage['next']; server?: Elsewhere | undefined}
  /** Answered by the event `searched` or `failed`; what is typed by all servers of the window. */
  | {type: 'search'; typed: string; asked: SearchGoing; isFirst?: boolean; server?: Elsewhere | undefined}
  /** `reopen`: what is shown again when one comes back. */
  | {type: 'goTo'; place: Place; reopen?: Overlay; serverId?: number | undefined}
  | {type: 'openThread'; place: Place; reopen?: Overlay}
  | {type: 'unreadHere'; roomId: number}
  | {type: 'keyboard'; command: KeyboardCommand}
  | {type: 'keepFirstRun'; preset: PresetName; chatStyle: ChatStyle}
  /** On the screen at once, and not kept. */
  | {type: 'tryStyle'; chatStyle: ChatStyle}
  | {type: 'server'; command: ServerCommand}
  /** In another server of the window, by its id there. */
  | {type: 'enterElsewhere'; serverId: number; roomId?: number}
  /** Answered by the event `settingsListed` or `failed`. */
  | {type: 'setting'; name: string; value: string}
  /** By its name; `isKept`: for the next start, too. */
  | {type: 'theme'; name: string; isKept: boolean}
  /** `question` is what was given to `openConfirm`. */
  | {type: 'answer'; question: string; choice: string};

/** Columns and rows inside the box. */
export interface OverlaySize {
  columns: number;
  rows: number;
}

export interface OverlayStep {
  /** Absent: it closes. */
  overlay?: Overlay;
  effects?: readonly OverlayEffect[];
}

export interface Overlay {
  readonly name: string;
  /** For the upper border; ready to be drawn. */
  readonly title: string;
  /** Keys worth knowing, for the lower border; `{escape}` is the key of that action. */
  readonly hint: string;
  /** The key that opens it closes it as well. */
  readonly closedBy?: ActionName | undefined;
  /** How much room it would like inside the box, which has at most so many columns; it works with less. */
  wanted(columnsMax: number): OverlaySize;
  /** Effects to run when it is opened. */
  readonly effects?: readonly OverlayEffect[];
  on(event: OverlayEvent): OverlayStep;
  draw(facts: OverlayFacts, size: OverlaySize): ReactNode;
}

/** Result of `readFolder`. */
export type FolderListing =
  | {kind: 'entries'; entries: readonly FolderEntry[]}
  /** The path is a file. */
  | {kind: 'file'}
  /** A sentence; foreign parts not yet passed through `display()`. */
  | {kind: 'unreadable'; sentence: string};

export interface FolderEntry {
  /** As the disk has it; foreign text. */
  name: string;
  kind: 'folder' | 'file' | 'other';
  sizeBytes: number;
}

/** A kind of overlay with its own state; `openOverlay` wraps it into the value that the screen handles. */
export interface OverlayKind<Inner> {
  name: string;
  /** The action that opens it. */
  closedBy?: ActionName;
  title(inner: Inner): string;
  /** `{escape}` is the key of that action. */
  hint: string | ((inner: Inner) => string);
  wanted(inner: Inner, columnsMax: number): OverlaySize;
  /** Absent: it closes. */
  on(inner: Inner, event: OverlayEvent): {inner?: Inner; effects?: readonly OverlayEffect[]};
  /** The same with what stands in this row chosen, which Enter then takes; absent where a click means nothing. */
  choose?(inner: Inner, row: number, facts: OverlayFacts, size: OverlaySize): Inner | undefined;
  draw(inner: Inner, facts: OverlayFacts, size: OverlaySize): ReactNode;
}

const ENTER: Key = {chord: 'enter', text: '', sequence: ''};

export function openOverlay<Inner>(
  kind: OverlayKind<Inner>,
  inner: Inner,
  effects: readonly OverlayEffect[] = [],
): Overlay {
  return {
    name: kind.name,
    closedBy: kind.closedBy,
    title: kind.title(inner),
    hint: typeof kind.hint === 'string' ? kind.hint : kind.hint(inner),
    wanted: columnsMax => kind.wanted(inner, columnsMax),
    effects,
    on(event) {
      const {type} = event;
      const chosen = type === 'click' ? kind.choose?.(inner, event.row, event.facts, event.size) : inner;
      if (chosen === undefined) return {overlay: openOverlay(kind, inner)};
      const step = kind.on(chosen, type === 'click' ? {...event, type: 'key', key: ENTER} : event);
      const asked = step.effects === undefined ? {} : {effects: step.effects};
      return step.inner === undefined ? asked : {overlay: openOverlay(kind, step.inner), ...asked};
    },
    draw: (facts, size) => kind.draw(inner, facts, size),
  };
}
