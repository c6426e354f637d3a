/** Ports of a window with several servers: logins, forms, and what is kept for the next start. */
import type {Client} from '../../client/client.ts';
import type {Profile} from '../../client/profiles/profile.ts';
import type {ErrorCode} from '../../shared/errors.ts';
import type {StartPorts} from '../start/startPorts.ts';

/** How a login comes to its end. */
export type LoginEnd =
  /** `forgets`: nothing stays on this machine of what was seen. */
  | {kind: 'logout'; forgets?: true}
  /** The server does not take it any more. */
  | {kind: 'refused'; code: ErrorCode; detail: string};

/** Where somebody wants to log in. */
export interface LogInWanted {
  /** An address or a join link, foreign text; without it, it is asked for. */
  address?: string | undefined;
  user?: string | undefined;
  /** Said first. */
  sentence: string;
}

export interface WindowPorts {
  /** With the login that is kept; `undefined` where somebody has to log in. @throws ChatError */
  open(profile: Profile): Promise<Client | undefined>;
  /** What an address or a link leads to. @throws address-invalid */
  read(address: string): {serverUrl: string; isInvitation: boolean; needsForm: boolean};
  /** Takes the rooms that a link brings, on a server where one is. */
  openInvitation(client: Client, link: string): void;
  forms(wanted: LogInWanted): Promise<StartPorts>;
  /** The client has just logged in by the forms. */
  begin(client: Client): void;
  /** The login is forgotten here, and the client is closed. @returns what there is to say of it */
  leave(client: Client, how: LoginEnd): Promise<string>;
  /** For as long as the client runs; returns how to end it. `isFront`: whether it is in front. */
  attend(client: Client, isFront: () => boolean): () => void;
  /** For the next start: this one is in front. */
  noteFront(client: Client): void;
  /** For the next start. */
  keepProfiles(profiles: readonly Profile[]): void;
}
