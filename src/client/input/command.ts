/** What a slash command is, and what it may return for the screen to do. */
import type {ErrorCode} from '../../shared/errors.ts';
import type {Client} from '../client.ts';
import type {State} from '../state/state.ts';
import type {KeyboardCommand, ServerCommand} from './screenCommands.ts';
import type {ChatStyle} from '../wording/screenChoices.ts';

/** What became of a typed line. The screen decides how to show it; commands know no screen. */
export type Outcome =
  | {kind: 'done'}
  /** One sentence that is all there is to say; foreign parts not yet passed through `display()`. */
  | {kind: 'told'; sentence: string}
  /** Facts to read, one row a line; foreign parts not yet passed through `display()`. */
  | {kind: 'show'; title: string; rows: readonly string[]}
  /** A file or folder of this machine that was taken is to be opened, or its folder shown. */
  | {kind: 'openPath'; path: string; how: 'open' | 'reveal'}
  /** Into the clipboard. */
  | {kind: 'copy'; text: string}
  /** All ways in which somebody is called are to be tried. */
  | {kind: 'noticeTest'}
  /** A setting of this machine is to have this value. Foreign text. */
  | {kind: 'setting'; name: string; value: string}
  /** In the browser. */
  | {kind: 'page'; href: string}
  /** One of several things to choose. */
  | {kind: 'choose'; title: string; choices: readonly Choice[]}
  /** The screen is asked to open something of its own. */
  | {kind: 'open'; overlay: OwnOverlay}
  /** This belongs into the composer, before what is there. */
  | {kind: 'write'; text: string}
  /** The message at this place is to be seen, whichever room it is in. */
  | {kind: 'goTo'; roomId: number; seq: number}
  /** The thread that begins with this message is to be seen. */
  | {kind: 'thread'; roomId: number; seq: number}
  /** The screen shows what a search finds; nothing typed: it asks. */
  | {kind: 'search'; typed: string}
  /** What is unread begins where one is reading; only the screen knows where that is. */
  | {kind: 'unreadHere'}
  /** Messages are to be set out this way from now on. */
  | {kind: 'chatStyle'; chatStyle: ChatStyle}
  /** The screen is to have this theme; without a name it shows which there are. Foreign text. */
  | {kind: 'theme'; name: string}
  | {kind: 'keyboard'; command: KeyboardCommand}
  | {kind: 'server'; command: ServerCommand}
  /** `forgets`: nothing stays on this machine of what was seen. */
  | {kind: 'logout'; forgets?: true}
  | {kind: 'quit'; lastWords: string}
  /** Nothing was done; the text belongs back into the composer. */
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
  /** Behind it what somebody wrote, in one line and as messages are shown; foreign text. */
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

/** What was typed after the name. */
export interface Arguments {
  /** By shell quoting. */
  words: readonly string[];
  /** As typed, without space around it. */
  rest: string;
  /** All commands there are. */
  commands: readonly Command[];
}

export const DONE: Outcome = {kind: 'done'};
