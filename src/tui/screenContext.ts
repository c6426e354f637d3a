/** Everything that keys and components of the screen reach: what is drawn, what can be done, how it looks. */
import type {Client} from '../client/client.ts';
import type {Store} from './store.ts';
import type {Theme} from './theme.ts';

export interface Screen {
  client: Client;
  store: Store;
  theme: Theme;
  /** Leaves the full screen; with last words for the others when there are some. */
  quit(lastWords?: string): void;
  /** Leaves the full screen to log in anew. */
  logout(): void;
  /** Gives the terminal back to the shell until it is continued. */
  suspend(): void;
  redraw(): void;
}
