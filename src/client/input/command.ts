/** What a slash command is, and what it may return for the screen to do. */
import type {ErrorCode} from '../../shared/errors.ts';
import type {Client} from '../client.ts';
import type {State} from '../state/state.ts';
import type {KeyboardCommand, ServerCommand} from './screenCommands.ts';
import type {ChatStyle} from '../wording/screenChoices.ts';

/** The result of a typed line. Commands do not know the screen, which decides how to show it. */
export type Outcome =
  | {kind: 'done'}
  /** A sentence; contains text from others, not yet passed through `display()`. */
  | {kind: 'told'; sentence: string}
  /** Rows to read; contain text from others, not yet passed through `display()`. */
  | {kind: 'show'; title: string; rows: readonly string[]}
  /** Opens a downloaded file or folder in its program, or reveals it in its folder. */
  | {kind: 'openPath'; path: string; how: 'open' | 'reveal'}
  /** Copies the text to the clipboard. */
  | {kind: 'copy'; text: string}
  /** Sends a test notification of each kind. */
  | {kind: 'noticeTest'}
  /** Changes a setting of this machine; the value is untrusted text. */
  | {kind: 'setting'; name: string; value: string}
  /** Opens a web page in the browser. */
  | {kind: 'page'; href: string}
  /** Lets the person choose one of several items. */
  | {kind: 'choose'; title: string; choices: readonly Choice[]}
  /** Opens an overlay of the screen. */
  | {kind: 'open'; overlay: OwnOverlay}
  /** Text to insert into the composer, before its content. */
  | {kind: 'write'; text: string}
  /** Shows the message at this place, in any room. */
  | {kind: 'goTo'; roomId: number; seq: number}
  /** Shows the thread that begins with this message. */
  | {kind: 'thread'; roomId: number; seq: number}
  /** Shows the hits of a search; with empty text, the screen asks for it. */
  | {kind: 'search'; typed: string}
  /** Marks this room as unread from the current reading position, which only the screen knows. */
  | {kind: 'unreadHere'; roomId: number}
  /** Changes how messages are laid out. */
  | {kind: 'chatStyle'; chatStyle: ChatStyle}
  /** Changes the theme; with an empty name, shows the available ones. Untrusted text. */
  | {kind: 'theme'; name: string}
  | {kind: 'keyboard'; command: KeyboardCommand}
  | {kind: 'server'; command: ServerCommand}
  /** `forgets`: also deletes the local history. */
  | {kind: 'logout'; forgets?: true}
  | {kind: 'quit'; quitMessage: string}
  /** Nothing was done; the typed text is put back into the composer. */
  | {kind: 'refused'; code: ErrorCode; detail: string};

export type OwnOverlay =
  | 'filePicker'
  | 'passwordForm'
  | 'passphraseUnlock'
  | 'passphraseSet'
  | 'passphraseChange'
  | 'passphraseRemove'
  | 'keys'
  | 'inbox'
  | 'settings'
  | 'secondFactorOn'
  | 'secondFactorOff';

/** One row of a numbered list. */
export interface Choice {
  /** The number that commands use for this row. */
  number: number;
  /**
   * A sentence, or table cells that the screen fits to its width; contains text from others, not yet passed through
   * `display()`.
   */
  row: string | readonly string[];
  /** The message text after the row, in one line; text from others. */
  said?: string;
  /** @throws ChatError */
  take: (client: Client) => Promise<Outcome>;
}

export interface Command {
  /** The name without the slash. */
  name: string;
  aliases?: readonly string[];
  /** Arguments after the name, e.g. `#room [--private]`. */
  usage: string;
  /** One sentence. */
  summary: string;
  /** The argument ends with a text for people, in which names of emoji are replaced. */
  isForPeople?: true;
  /** Further paragraphs for `/help name`. */
  details?: readonly string[];
  /** Completions for the word at the cursor, best first; `words` are the words before it. */
  complete?(
    state: State,
    words: readonly string[],
    started: string,
    commands: readonly Command[],
  ): readonly string[] | Promise<readonly string[]>;
  /** @throws ChatError */
  run(client: Client, args: Arguments): Promise<Outcome>;
}

/** A line, with the state at the time it was entered. */
export interface Typed {
  client: Client;
  /**
   * The state when the line was entered: its room, thread and numbered messages are resolved in it, because the screen may
   * have changed when the command continues.
   */
  state: State;
}

/** The arguments after the command's name. */
export interface Arguments extends Pick<Typed, 'state'> {
  /** Split by shell quoting. */
  words: readonly string[];
  /** As typed, trimmed. */
  rest: string;
  /** All existing commands, for `/help`. */
  commands: readonly Command[];
}

export const DONE: Outcome = {kind: 'done'};
