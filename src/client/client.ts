/** The client without a screen: one state, one way to change it, one connection; the screen and the shell verbs stand on it. */
import type {Params, RequestName, Result} from '../shared/protocol.ts';
import type {Change} from './changes.ts';
import type {State} from './state.ts';

export interface ClientOptions {
  /** `http(s)://host:port`. */
  serverUrl: string;
  /** Session token; without it the connection is anonymous until a login. */
  token?: string;
  /** This person's folder on this machine; the outbox and unfinished transfers live in it. */
  dataDir: string;
  downloadsDir: string;
  deviceName: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** 128 random bits in base64url. */
  newId(): string;
}

export interface Client {
  readonly options: ClientOptions;
  getState(): State;
  /** Called after every change; returns how to stop. */
  subscribe(listener: () => void): () => void;
  dispatch(change: Change): void;
  /** @throws whatever the server answered, or `timed-out`, `disconnected`, `no-server` */
  request<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>>;
  /** Ends transfers and connection; what is not sent stays on disk. */
  close(): Promise<void>;
}
