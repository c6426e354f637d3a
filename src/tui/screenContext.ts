/** The context of keys and components: state, actions, appearance. */
import type {Client} from '../client/client.ts';
import type {Command} from '../client/input/command.ts';
import type {PictureForm} from '../client/wording/screenChoices.ts';
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

/** How the screen ended; the command line handles it. */
export type ScreenEnd =
  | {kind: 'quit'; quitMessage: string}
  /** The only login has ended and is to be deleted from this machine. */
  | (LoginEnd & {client: Client});

export interface Screen {
  client: Client;
  store: Store;
  /** The theme in effect, including a preview. */
  theme: Theme;
  themes: Pick<ChosenTheme, 'names' | 'name' | 'show'>;
  commands: readonly Command[];
  /** The key bindings in effect. */
  bindings: Bindings;
  keyboard: BindingStore;
  /** Whether the terminal distinguishes all keys. */
  hasExactKeys: () => boolean;
  localSettings: LocalSettings;
  homeDir: string;
  /** Initial folder of the file picker. */
  workDir: string;
  /** All servers of the window; this is the screen of one of them. */
  servers: Servers;
  /** Absent if only one server is possible. */
  serverPorts: WindowPorts | undefined;
  /**
   * Opens the sign-in forms in place of the screen; resolves to `undefined` if they are left without a login.
   * @param meanwhile started once the forms are open; no login completes before it has ended
   */
  logIn(wanted: LogInWanted, meanwhile?: () => Promise<unknown>): Promise<Client | undefined>;
  /** Leaves the full screen; or ends only the login of this server, if others are open. */
  end(how: Extract<ScreenEnd, {kind: 'quit'}> | LoginEnd): void;
  /** Stops the process, as with Ctrl+Z, until it is continued. */
  suspend(): void;
  /** Edits the text in an external editor; resolves to `undefined` if there is none, rejects with a sentence. */
  editText: (text: string) => Promise<string | undefined>;
  runEffects(effects: readonly OverlayEffect[]): void;
  redraw(): void;
  /**
   * Shows plain lines instead of the screen until the next key. @param lines safe to show
   * @returns false if another server, a form or something else covers the screen already
   */
  showBare(lines: readonly string[], picture?: {sequence: string; after: string}): boolean;
  /** How pictures are shown; absent if they are switched off. */
  picture: {form: PictureForm; depth: ColourDepth; cellPictures: CellPictures | undefined} | undefined;
  endBare(): void;
  /** Whether the program or the terminal itself handles the mouse. */
  setMouse(isOn: boolean): void;
  /** Copies to the clipboard, as far as the terminal or this machine allows, and says so. */
  copy(text: string): void;
  /** Opens a file or shows its folder; if this machine cannot, copies the path and says so. */
  openPath(path: string, how: 'open' | 'reveal'): void;
  /** Tests all kinds of alerts at once, and says which ones exist. */
  testNotice(): void;
  /** Opens a page in the browser; copies the address if there is none. @param href as `webLinkOf` returns it */
  openPage(href: string): void;
  /** Runs `work` after a delay, unless the screen was closed meanwhile. */
  later: (delayMs: number, work: () => void) => void;
  /** Awaits work that may fail: an expected error becomes a line on the screen, a bug ends the program. */
  run(work: Promise<unknown>): void;
}
