/** Ports of a window with several servers: logins, forms, and what is kept for the next start. */
import type {Client} from '../../client/client.ts';
import type {Profile} from '../../client/profiles/profile.ts';
import type {ErrorCode} from '../../shared/errors.ts';
import type {StartPorts} from '../start/startPorts.ts';

/** How a login ends. */
export type LoginEnd =
  /** `forgets`: everything that the account has seen is deleted from this machine. */
  | {kind: 'logout'; forgets?: true}
  /** The server does not accept the login any more. */
  | {kind: 'refused'; code: ErrorCode; detail: string};

/** Input of the sign-in forms. */
export interface LogInWanted {
  /** Untrusted text: an address or a join link; absent: the user is asked for it. */
  address?: string | undefined;
  user?: string | undefined;
  /** Sentence shown first. */
  sentence: string;
}

export interface WindowPorts {
  /** Opens a server with the kept login; `undefined` if there is none. @throws ChatError */
  open(profile: Profile): Promise<Client | undefined>;
  /** Parses an address or a link. @throws address-invalid */
  read(address: string): {serverUrl: string; isInvitation: boolean; needsForm: boolean};
  /** Joins the rooms of a join link on a server where the user has an account. */
  openInvitation(client: Client, link: string): void;
  forms(wanted: LogInWanted): Promise<StartPorts>;
  /** Starts a client that has just logged in through the forms. */
  begin(client: Client): void;
  /** Deletes the login from this machine and closes the client. @returns a sentence about it */
  leave(client: Client, how: LoginEnd): Promise<string>;
  /** Called while the client runs; returns a function that ends it. `isFront`: whether the client is in front. */
  attend(client: Client, isFront: () => boolean): () => void;
  /** Remembers which server is in front for the next start. */
  noteFront(client: Client): void;
  /** Saves the servers of the window for the next start. */
  keepProfiles(profiles: readonly Profile[]): void;
}
