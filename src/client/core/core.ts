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
import type {DirectSealing} from './directSealing.ts';

export interface ClientOptions {
  /** `http(s)://host:port`, with the path if the server is behind a proxy. */
  serverUrl: string;
  /** Checked before a secret is sent; absent where the address alone identifies the server. */
  identity?: ServerIdentity;
  /** Session token; without it the connection is anonymous until a login. */
  token?: string;
  /** Login name of the token, as this machine remembers it; the server confirms it. */
  account?: string;
  /** Label of the first room where this machine remembers none; the lobby if it is gone. */
  firstRoom?: string;
  /** Size limits of the local history; absent: no history is kept. */
  history?: HistoryBounds;
  /** This person's folder on this machine; contains the outbox and unfinished transfers. */
  dataDir: string;
  downloadsDir: string;
  /** Rate limit of all transfers of one direction together, in bytes per second; absent: unlimited. */
  bytesPerSecondMax?: number | undefined;
  deviceName: string;
  /** Told to the server at the handshake. */
  programVersion?: string;
  /**
   * True for shell verbs: the client does not make the person appear online, enters no room, and does not adopt messages that
   * ended programs left unsent.
   */
  isHeadless?: boolean;
  /** A shell verb that answers requests for direct conversations; a screen always does. */
  talksDirectly?: boolean;
  /** A shell verb that allows direct file transfers; a screen always does. */
  takesDirectly?: boolean;
  /** Whether messages of direct conversations are stored on this disk. */
  keepsDirect?: boolean;
  /** Default route of files between two people; absent: `auto`. */
  route?: Route;
  /** The person is announced on the networks of this machine. */
  isNearby?: boolean;
  /** Absent: `DIRECT_WAITS`. */
  directWaits?: Partial<DirectWaits>;
  /**
   * Where the key that decrypts this account's keys is stored; `undefined` when no keys are kept. Absent: nothing is
   * encrypted.
   */
  secretPlace?: (name: string) => SecretPlace | undefined;
  /** New conversations are encrypted from the first message when everybody in them has keys; otherwise only on request. */
  encryptsNew?: boolean;
  /** The connection is opened later by `line.begin()`, so that the first frame does not wait for it. */
  connectsLater?: boolean;
  /** Waits between tries to connect. */
  backoff?: Backoff;
  requestTimeoutMs?: number;
  /** The current time in milliseconds since 1970. */
  now: () => number;
  /** Returns a new id; see `shared/entries/entryId.ts`. */
  newId: () => string;
}

/** The client as its own parts see it. */
export interface Core {
  readonly options: ClientOptions;
  getState(): State;
  /** `listener` is called once for all changes of one turn of the event loop. @returns a function that unsubscribes */
  subscribe(listener: () => void): () => void;
  dispatch(change: Change): void;
  /** @throws the server's refusal, or `timed-out`, `disconnected`, `no-server` */
  request<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>>;
  readonly sealing: FileSealing;
  readonly directSealing: DirectSealing;
  /** The session token now in use. */
  getToken(): string | undefined;
  /** The connection itself, for the parts and for logging in and out. */
  readonly line: Line;
  /** The local stores of the accounts on this machine. */
  readonly local: AccountStores;
  /** What friends may do on this machine without asking. */
  readonly permissions: Permissions;
  /** The local history of seen entries. */
  readonly history: History;
  /** Adds a running part. @returns a function that removes it */
  addPart(part: Part): () => void;
  /** Shows a notice to the person; with `roomId`, in that room as well. */
  notify(level: 'info' | 'warning' | 'error', text: string, roomId?: number): void;
  /** For work that nobody awaits: when it fails, the person is told. */
  background(work: Promise<unknown>): void;
  /** Ends transfers and connection; unsent messages stay on disk. */
  close(): Promise<void>;
}
