/** What every part of a client is given: options, the state, and the connection to the server. */
import type {Params, RequestName, Result} from '../../shared/protocol.ts';
import type {Backoff} from '../line/backoff.ts';
import type {Change} from '../state/changes.ts';
import type {ServerIdentity} from '../line/identity.ts';
import type {History} from '../history/history.ts';
import type {HistoryBounds} from '../history/bounding.ts';
import type {AccountStores} from '../local/accountStore.ts';
import type {Permissions} from '../local/permissions.ts';
import type {Line} from '../line/connection.ts';
import type {DirectWaits, Route} from './route.ts';
import type {FileSealing} from './fileSealing.ts';
import type {Part} from './part.ts';
import type {SecretPlace} from './secretPlace.ts';
import type {State} from '../state/state.ts';
import type {WaySealing} from './waySealing.ts';

export interface ClientOptions {
  /** `http(s)://host:port`, behind a proxy with its path. */
  serverUrl: string;
  /** Checked before a secret is sent; absent where the address alone identifies the server. */
  identity?: ServerIdentity;
  /** Session token; without it the connection is anonymous until a login. */
  token?: string;
  /** Login name of the token, as this machine remembers it; the server confirms it. */
  account?: string;
  /** Label of the first room where this machine remembers none; the lobby if it is gone. */
  firstRoom?: string;
  /** How much of what is seen is kept on this machine; without it, nothing. */
  history?: HistoryBounds;
  /** This person's folder on this machine; the outbox and unfinished transfers live in it. */
  dataDir: string;
  downloadsDir: string;
  /** How many bytes a second transfers take in each direction; absent: as fast as it goes. */
  bytesPerSecondMax?: number | undefined;
  deviceName: string;
  /** Told to the server at the handshake. */
  programVersion?: string;
  /** True for shell verbs: it does not make the person online, enters no room, and does not adopt messages of ended programs. */
  isHeadless?: boolean;
  /** A shell verb that answers requests for direct conversations; a screen always does. */
  talksDirectly?: boolean;
  /** A shell verb that allows direct file transfers; a screen always does. */
  takesDirectly?: boolean;
  /** Messages of direct conversations are kept on this disk. */
  keepsDirect?: boolean;
  /** Default route of files between two people; absent: `auto`. */
  route?: Route;
  /** The person is announced on the networks of this machine. */
  isNearby?: boolean;
  /** Absent: `DIRECT_WAITS`. */
  directWaits?: Partial<DirectWaits>;
  /** Where the key of this account’s keys is kept; `undefined` where nothing is kept. Absent: nothing is encrypted. */
  secretPlace?: (name: string) => SecretPlace | undefined;
  /** New conversations of two people are encrypted from the first word, where both can; otherwise when somebody asks for it. */
  encryptsNew?: boolean;
  /** The connection is opened later by `line.begin()`, so that the first frame does not wait for it. */
  connectsLater?: boolean;
  /** Waits between tries to connect. */
  backoff?: Backoff;
  requestTimeoutMs?: number;
  /** Milliseconds since 1970. */
  now: () => number;
  /** As `shared/entries/entryId.ts` makes it. */
  newId: () => string;
}

/** The client as its own parts see it. */
export interface Core {
  readonly options: ClientOptions;
  getState(): State;
  /** Called once for all changes of one turn; returns how to stop. */
  subscribe(listener: () => void): () => void;
  dispatch(change: Change): void;
  /** @throws whatever the server answered, or `timed-out`, `disconnected`, `no-server` */
  request<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>>;
  readonly sealing: FileSealing;
  readonly ways: WaySealing;
  /** The session token now in use. */
  getToken(): string | undefined;
  /** The connection itself, for the parts and for logging in and out. */
  readonly line: Line;
  /** What is kept of accounts on this machine. */
  readonly local: AccountStores;
  /** What friends may do on this machine without asking. */
  readonly permissions: Permissions;
  /** What was seen, as this machine keeps it. */
  readonly history: History;
  /** Runs one more part for as long as it is wanted; returns how to end it. */
  addPart(part: Part): () => void;
  /** Shows a line to the person; with `roomId`, in that room as well. */
  notify(level: 'info' | 'warning' | 'error', text: string, roomId?: number): void;
  /** For work that nobody awaits: when it fails, the person is told. */
  background(work: Promise<unknown>): void;
  /** Ends transfers and connection; what is not sent stays on disk. */
  close(): Promise<void>;
}
