/** The context of keys and components: state, actions, appearance. */
import type {Client} from '../client/client.ts';
import type {Command} from '../client/input/command.ts';
import type {ChatStyle, PictureForm} from '../client/wording/screenChoices.ts';
import type {CellPictures} from './pictures/cellPictures.ts';
import type {ColourDepth} from './theme/colour.ts';
import type {Bindings} from './bindings/bindings.ts';
import type {BindingStore} from './bindings/bindingStore.ts';
import type {OverlayEffect} from './overlay.ts';
import type {LogInWanted, LoginEnd, WindowPorts} from './servers/ports.ts';
import type {Servers} from './servers/servers.ts';
import type {LocalSettings} from './localSettings.ts';
import type {Store} from './store.ts';
import type {Theme} from './theme.ts';
import type {ChosenTheme} from './theme/chosenTheme.ts';

/** How the screen ended; the command line does the rest. */
export type ScreenEnd =
  | {kind: 'quit'; lastWords: string}
  /** Of the only login that there was: it is to be forgotten. */
  | (LoginEnd & {client: Client});

export interface Screen {
  client: Client;
  store: Store;
  /** As drawn now. */
  theme: Theme;
  themes: Pick<ChosenTheme, 'names' | 'name' | 'show'>;
  commands: readonly Command[];
  /** Which keys do what now. */
  bindings: Bindings;
  keyboard: BindingStore;
  /** The terminal tells all keys apart. */
  hasExactKeys: () => boolean;
  localSettings: LocalSettings;
  homeDir: string;
  /** Where the file picker begins. */
  workDir: string;
  /** All servers of the window; this is the screen of one of them. */
  servers: Servers;
  /** Absent where there can only be one. */
  serverPorts: WindowPorts | undefined;
  /**
   * The forms of the start in place of the screen; `undefined` for whoever leaves them. @param meanwhile begins when they stand
   * there; nobody is logged in before it is over
   */
  logIn(wanted: LogInWanted, meanwhile?: () => Promise<unknown>): Promise<Client | undefined>;
  /** Leaves the full screen, or ends the login of this server where others are open. */
  end(how: Extract<ScreenEnd, {kind: 'quit'}> | LoginEnd): void;
  /** Gives the terminal back to the shell until it is continued. */
  suspend(): void;
  /** In an editor of one's own; `undefined` where there is none. Rejects with a sentence. */
  editText: (text: string) => Promise<string | undefined>;
  runEffects(effects: readonly OverlayEffect[]): void;
  redraw(): void;
  /**
   * The text alone, until the next key. @param lines safe to show. @returns whether it is shown: not before another server, a
   * form, or what stands before the screen already
   */
  showBare(lines: readonly string[], picture?: {sequence: string; after: string}): boolean;
  /** How pictures are shown; absent where they are not. */
  picture: {form: PictureForm; depth: ColourDepth; cellPictures: CellPictures | undefined} | undefined;
  endBare(): void;
  /** The mouse is ours, or the terminal's. */
  setMouse(isOn: boolean): void;
  /** Into the clipboard, where the terminal or this machine lets it; says so. */
  copy(text: string): void;
  /** Opens a file or shows its folder, where this machine can; else its path is copied and said. */
  openPath(path: string, how: 'open' | 'reveal'): void;
  /** All ways in which somebody is called, at once; says which there are. */
  testNotice(): void;
  /** In the browser; copied where there is none. @param href as `webLinkOf` gives it */
  openPage(href: string): void;
  /** For the next start. */
  keepStyle(chatStyle: ChatStyle): Promise<void>;
  rememberTheme(name: string): void;
  /** Runs `work` in a while, unless the screen is closed by then. */
  later: (delayMs: number, work: () => void) => void;
  /** Runs something that may fail; a refusal becomes a line on the screen, a bug ends the program. */
  run(work: Promise<unknown>): void;
}
