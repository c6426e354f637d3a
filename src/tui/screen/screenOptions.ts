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
import type {ThemeChoice} from '../theme.ts';
import type {CheckWords} from '../writing/spelling.ts';
import type {OwnThemes} from '../theme/ownTheme.ts';

export interface ScreenOptions {
  terminal: Terminal;
  /** Client of the server that is in front at the start. */
  client: Client;
  /** All servers of the window, including that one; absent: it is the only one. */
  profiles?: readonly Profile[];
  /** Absent: no further servers can be added. */
  servers?: WindowPorts;
  /** Number of colours of the terminal. */
  depth: ThemeChoice['depth'];
  theme?: ThemeChoice['theme'];
  ownThemes?: OwnThemes;
  /** The user's key bindings. */
  keys?: KeptKeys;
  /** Saves the key bindings; rejects with a sentence if that fails. */
  saveKeys?: (keys: KeptKeys) => Promise<void>;
  /** Renders markup (bold, code, quotes); otherwise text is shown as typed. */
  hasMarkup?: boolean;
  homeDir: string;
  /** Initial folder of the file picker. */
  workDir: string;
  /** Stops the process until it is continued; then calls `resume`. */
  suspend?: (resume: () => void) => void;
  /** Copies to the clipboard of this machine, if the user sits at it; resolves to whether that worked. */
  copyText?: (text: string) => Promise<boolean>;
  /** Shows a desktop notice on this machine, if the user sits at it; resolves to the name of the program that shows it. */
  notifyDesktop?: (notice: Notice) => Promise<string | undefined>;
  /** Checks spelling; resolves to the misspelt words. */
  checkWords?: CheckWords;
  /** Opens a page in a browser of this machine; resolves to whether there is one. */
  openPage?: (href: string) => Promise<boolean>;
  /** Absent if pictures are switched off. */
  pictureForm?: PictureForm | undefined;
  /** Graphics form for pictures between rows, shared with the terminal; absent: half blocks. */
  cellPictures?: CellPictures | undefined;
  /** Maximum size in bytes of a picture that is downloaded automatically to be shown; default: none. */
  pictureBytesMax?: number;
  /** Mouse support is on from the start. */
  hasMouse?: boolean;
  /** Settings of this machine; absent if they are not stored. */
  localSettings?: LocalSettings;
  /** Hands the text and the terminal over to an external editor; resolves to the edited text. */
  editText?: (text: string) => Promise<string>;
  openPath?: OpenPath;
  commands?: readonly Command[];
  /** Time without a key press after which the user counts as idle. */
  idleAfterMs?: number;
  /** Initial layout of messages. */
  chatStyle?: ChatStyle | undefined;
  /** Shows the first-run setup of keys and layout, because nothing was ever chosen on this machine. */
  asksFirstRun?: boolean;
  /** A link with which the program was started; opened after login. */
  place?: MessageLink;
}
