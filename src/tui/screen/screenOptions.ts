/** Options with which the full screen is opened. */
import type {OpenPath} from '../outside/outside.ts';
import type {Client} from '../../client/client.ts';
import type {Command} from '../../client/input/command.ts';
import type {Profile} from '../../client/profiles/profile.ts';
import type {ChatStyle, PictureForm} from '../../client/wording/screenChoices.ts';
import type {MessageLink} from '../../shared/words/messageLink.ts';
import type {CellPictures} from '../pictures/cellPictures.ts';
import type {KeptKeys} from '../bindings/bindingStore.ts';
import type {LocalSettings} from '../localSettings.ts';
import type {WindowPorts} from '../servers/ports.ts';
import type {Notice} from '../terminal/notices.ts';
import type {Terminal} from '../terminal/terminal.ts';
import type {ThemeWish} from '../theme.ts';
import type {CheckWords} from '../writing/spelling.ts';
import type {OwnThemes} from '../theme/ownTheme.ts';

export interface ScreenOptions {
  terminal: Terminal;
  /** Of the server that is in front at first. */
  client: Client;
  /** All servers of the window, that one among them; without them it is the only one. */
  profiles?: readonly Profile[];
  /** Without them no server can be added. */
  servers?: WindowPorts;
  /** How many colours the terminal has. */
  depth: ThemeWish['depth'];
  theme?: ThemeWish['theme'];
  ownThemes?: OwnThemes;
  /** Which keys somebody has. */
  keys?: KeptKeys;
  /** Rejects with a sentence when they cannot be kept. */
  saveKeys?: (keys: KeptKeys) => Promise<void>;
  /** Called when somebody wants another theme. */
  rememberTheme?: (name: string) => void;
  /** Bold, code, quotes and the like are drawn as such; otherwise text is shown as it was typed. */
  hasMarkup?: boolean;
  homeDir: string;
  /** Where the file picker begins. */
  workDir: string;
  /** Stops the program until it is continued; then calls `resume`. */
  suspend?: (resume: () => void) => void;
  /** Into the clipboard of this machine, where somebody sits at it; resolves to whether it is there. */
  copyText?: (text: string) => Promise<boolean>;
  /** A notice of this machine's desktop, where somebody sits at it; resolves to the name of what shows it. */
  notifyDesktop?: (notice: Notice) => Promise<string | undefined>;
  /** Spelling is looked at; resolves to those of the words that are wrong. */
  checkWords?: CheckWords;
  /** In a browser of this machine; resolves to whether there is one. */
  openPage?: (href: string) => Promise<boolean>;
  /** Absent where no pictures are wanted. */
  pictureForm?: PictureForm | undefined;
  /** The one that the terminal has, too; absent where pictures between rows are half blocks. */
  cellPictures?: CellPictures | undefined;
  /** Bytes of a picture that is fetched from the server to be shown in the chat; none by default. */
  pictureBytesMax?: number;
  /** The mouse works from the start. */
  hasMouse?: boolean;
  /** Of this machine; absent where nothing keeps them. */
  localSettings?: LocalSettings;
  /** Gives the text to an editor of one's own, and the terminal with it. */
  editText?: (text: string) => Promise<string>;
  openPath?: OpenPath;
  commands?: readonly Command[];
  /** After which time without a key nobody is at the screen. */
  idleAfterMs?: number;
  /** How messages are set out at first. */
  chatStyle?: ChatStyle | undefined;
  /** For the next start; rejects with a sentence when it cannot be kept. */
  keepStyle?: (chatStyle: ChatStyle) => Promise<void>;
  /** Keys and layout are asked for: nothing was ever chosen on this machine. */
  asksFirstRun?: boolean;
  /** A link that the program was opened with: gone to once one is in. */
  place?: MessageLink;
}
