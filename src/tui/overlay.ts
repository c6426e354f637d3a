/** Types of an overlay: a box over the panes that takes all keys until it closes, as a plain value of the screen's state. */
import type {Passphrases} from '../client/actions/account/keyPassphrase.ts';
import type {SearchContinuation} from '../client/actions/search.ts';
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
  /** Rows of the key table in display order. */
  keys: readonly KeyHelp[];
  keyboard: Pick<BindingStore, 'bindings'>;
  /** The terminal distinguishes all keys. */
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
  /** A mouse click on a row inside the box. */
  | {type: 'click'; row: number; facts: OverlayFacts; size: OverlaySize}
  /** The answer to the effect `readFolder`. */
  | {type: 'folderRead'; path: string; listing: FolderListing}
  /** The answer to the effect `listRooms`. */
  | {type: 'roomsListed'; rooms: readonly RoomSummary[]}
  /** The answer to the effect `listInbox`. */
  | {type: 'inboxListed'; page: InboxPage; server?: Elsewhere | undefined}
  /** The answer to the effect `search`. */
  | {type: 'searched'; typed: string; page: SearchPage; server?: Elsewhere | undefined}
  /** Another server did not answer. */
  | {type: 'silent'; server: Elsewhere}
  /** The answer to the effect `secondFactor`. */
  | {type: 'factorAnswered'; answer: FactorAnswer}
  /** The answer to the effect `setting`. */
  | {type: 'settingsListed'; local: readonly LocalSetting[]; sentence: string}
  /** The requested action succeeded. */
  | {type: 'done'}
  /** The requested action failed; a sentence, whose untrusted parts have not passed `display()`. */
  | {type: 'failed'; sentence: string};

/** Effects that an overlay asks the screen to run. */
export type OverlayEffect =
  | {type: 'enterRoom'; roomId: number}
  /** Opens the conversation with this person. */
  | {type: 'openDirect'; name: string}
  /** Joins, then enters; the name is without `#`. */
  | {type: 'joinRoom'; name: string}
  /** Writes text into the composer, to be completed there. */
  | {type: 'write'; text: string}
  /** Sends files to the room for which they were chosen, which may be gone by then. */
  | {type: 'sendFiles'; paths: readonly string[]; roomId: number}
  /** Answered by the event `folderRead`; `readFolder` in `overlays/folder.ts` does it. */
  | {type: 'readFolder'; path: string}
  /** Answered by the event `done` or `failed`. */
  | {type: 'changePassword'; oldPassword: string; newPassword: string}
  | ({type: 'keyPassphrase'} & Passphrases)
  /** Answered by the event `factorAnswered`, except when it is done. */
  | {type: 'secondFactor'; effect: FactorEffect}
  /** A key typed into a read-only list; it belongs to the composer. */
  | {type: 'typeKey'; key: Key}
  | {type: 'choose'; choice: Choice}
  /** Answered by the event `roomsListed`. */
  | {type: 'listRooms'}
  /** Answered by the event `inboxListed` or `failed`; for the first page, all servers of the window are asked. */
  | {type: 'listInbox'; before: InboxPage['next']; server?: Elsewhere | undefined}
  /** Answered by the event `searched` or `failed`; a new query goes to all servers of the window. */
  | {type: 'search'; typed: string; asked: SearchContinuation; isFirst?: boolean; server?: Elsewhere | undefined}
  /** `reopen`: overlay that is shown again when the user returns. */
  | {type: 'goTo'; place: Place; reopen?: Overlay; serverId?: number | undefined}
  | {type: 'openThread'; place: Place; reopen?: Overlay}
  | {type: 'unreadHere'; roomId: number}
  | {type: 'keyboard'; command: KeyboardCommand}
  | {type: 'keepFirstRun'; preset: PresetName; chatStyle: ChatStyle}
  /** Changes the layout of messages without saving it. */
  | {type: 'tryStyle'; chatStyle: ChatStyle}
  | {type: 'server'; command: ServerCommand}
  /** Enters a room of another server, by its id there. */
  | {type: 'enterElsewhere'; serverId: number; roomId?: number}
  /** Answered by the event `settingsListed` or `failed`. */
  | {type: 'setting'; name: string; value: string}
  /** Shows a theme by name; `isKept`: also saves it for the next start. */
  | {type: 'theme'; name: string; isKept: boolean}
  /** `question` is the value that was given to `openConfirm`. */
  | {type: 'answer'; question: string; choice: string};

/** Columns and rows inside the box. */
export interface OverlaySize {
  columns: number;
  rows: number;
}

export interface OverlayStep {
  /** Absent: the overlay closes. */
  overlay?: Overlay;
  effects?: readonly OverlayEffect[];
}

export interface Overlay {
  readonly name: string;
  /** Text in the upper border; safe to draw. */
  readonly title: string;
  /** Key hints in the lower border; `{escape}` stands for the key of that action. */
  readonly hint: string;
  /** The action that opens this overlay; its key also closes it. */
  readonly closedBy?: ActionName | undefined;
  /** Wanted inner size for at most this many columns; the overlay also works with less. */
  wanted(columnsMax: number): OverlaySize;
  /** Effects to run when the overlay opens. */
  readonly effects?: readonly OverlayEffect[];
  on(event: OverlayEvent): OverlayStep;
  draw(facts: OverlayFacts, size: OverlaySize): ReactNode;
}

/** Result of `readFolder`. */
export type FolderListing =
  | {kind: 'entries'; entries: readonly FolderEntry[]}
  /** The path is a file. */
  | {kind: 'file'}
  /** A sentence; its untrusted parts have not passed `display()`. */
  | {kind: 'unreadable'; sentence: string};

export interface FolderEntry {
  /** Name on the disk; untrusted text. */
  name: string;
  kind: 'folder' | 'file' | 'other';
  sizeBytes: number;
}

/** A kind of overlay with its own state; `openOverlay` wraps it into the value that the screen handles. */
export interface OverlayKind<Inner> {
  name: string;
  /** The action that opens it; its key also closes it. */
  closedBy?: ActionName;
  title(inner: Inner): string;
  /** `{escape}` stands for the key of that action. */
  hint: string | ((inner: Inner) => string);
  wanted(inner: Inner, columnsMax: number): OverlaySize;
  /** Absent: the overlay closes. */
  on(inner: Inner, event: OverlayEvent): {inner?: Inner; effects?: readonly OverlayEffect[]};
  /** State after a click on this row, which Enter then acts on; absent if a click does nothing. */
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
