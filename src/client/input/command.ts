/** What a slash command is, and what it may return for the screen to do. */
import type {ErrorCode} from '../../shared/errors.ts';
import type {Client} from '../client.ts';
import type {State} from '../state/state.ts';
import type {KeyboardCommand, ServerCommand} from './screenCommands.ts';
import type {ChatStyle} from '../wording/screenChoices.ts';

/** What became of a typed line. The screen decides how to show it; commands know no screen. */
export type Outcome =
  | {kind: 'done'}
  /** A sentence; foreign parts not yet passed through `display()`. */
  | {kind: 'told'; sentence: string}
  /** Rows to read; foreign parts not yet passed through `display()`. */
  | {kind: 'show'; title: string; rows: readonly string[]}
  /** A file or folder of this machine that was taken is to be opened, or its folder shown. */
  | {kind: 'openPath'; path: string; how: 'open' | 'reveal'}
  /** Into the clipboard. */
  | {kind: 'copy'; text: string}
  /** Tries all kinds of notifications. */
  | {kind: 'noticeTest'}
  /** A setting of this machine is to have this value. Foreign text. */
  | {kind: 'setting'; name: string; value: string}
  /** In the browser. */
  | {kind: 'page'; href: string}
  /** One of several things to choose. */
  | {kind: 'choose'; title: string; choices: readonly Choice[]}
  /** The screen is asked to open something of its own. */
  | {kind: 'open'; overlay: OwnOverlay}
  /** Text to insert into the composer, before its content. */
  | {kind: 'write'; text: string}
  /** Shows the message at this place, in any room. */
  | {kind: 'goTo'; roomId: number; seq: number}
  /** Shows the thread that begins with this message. */
  | {kind: 'thread'; roomId: number; seq: number}
  /** The screen shows what a search finds; nothing typed: it asks. */
  | {kind: 'search'; typed: string}
  /** Marks this room as unread from the current reading position, which only the screen knows. */
  | {kind: 'unreadHere'; roomId: number}
  /** Messages are to be set out this way from now on. */
  | {kind: 'chatStyle'; chatStyle: ChatStyle}
  /** The screen is to have this theme; without a name it shows which there are. Foreign text. */
  | {kind: 'theme'; name: string}
  | {kind: 'keyboard'; command: KeyboardCommand}
  | {kind: 'server'; command: ServerCommand}
  /** `forgets`: also deletes the local history. */
  | {kind: 'logout'; forgets?: true}
  | {kind: 'quit'; lastWords: string}
  /** Nothing was done; the text goes back into the composer. */
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
  /** As the commands count it. */
  number: number;
  /** A sentence, or the cells of a table that the screen fits to its width; foreign parts not yet passed through `display()`. */
  row: string | readonly string[];
  /** The message text after the row, in one line; foreign text. */
  said?: string;
  /** @throws ChatError */
  take: (client: Client) => Promise<Outcome>;
}

export interface Command {
  /** Without the slash. */
  name: string;
  aliases?: readonly string[];
  /** After the name, e.g. `#room [--private]`. */
  usage: string;
  /** One sentence. */
  summary: string;
  /** What is typed ends in a text for people: names of emoji in it become emoji. */
  isForPeople?: true;
  /** More, for `/help name`. */
  details?: readonly string[];
  /** Whole words that could stand where the cursor is, best first; `words` are those before it. */
  complete?(
    state: State,
    words: readonly string[],
    started: string,
    commands: readonly Command[],
  ): readonly string[] | Promise<readonly string[]>;
  /** @throws ChatError */
  run(client: Client, args: Arguments): Promise<Outcome>;
}

/** Where a line was typed. */
export interface Typed {
  client: Client;
  /**
   * As it was at Enter: the room, thread or message that the line means is read from it. By the time that the command goes on,
   * another room may be on screen, and other messages may be the newest.
   */
  state: State;
}

/** What was typed after the name. */
export interface Arguments extends Pick<Typed, 'state'> {
  /** By shell quoting. */
  words: readonly string[];
  /** As typed, without space around it. */
  rest: string;
  /** All commands there are. */
  commands: readonly Command[];
}

export const DONE: Outcome = {kind: 'done'};
