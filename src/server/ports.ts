/** What a server is given from outside: clocks, ids, logger, timeouts. */
import type {PasswordCost} from './door/passwords/passwords.ts';
import type {Logger} from './logger.ts';

/** Settings by the names that the operator knows. */
export interface ServerConfig {
  list(): Promise<{setting: string; value: string; isLive: boolean}[]>;
  /** Takes what can be taken while the server runs. @throws settings-invalid; then all stays as it was */
  reload(): Promise<{changed: string[]; needRestart: string[]}>;
}

export interface ServerPorts {
  /** Milliseconds since 1970. */
  now: () => number;
  /** As `shared/entries/entryId.ts` makes it. */
  newId: () => string;
  /** `ct_` and 32 random bytes in base64url. */
  newToken: () => string;
  log: Logger;
  programVersion?: string;
  /** What this machine calls itself. */
  hostNames?: readonly string[];
  /** A link to the address that is listened on, as it leads there from elsewhere. */
  reachable?: (link: string) => string;
  passwordCost?: PasswordCost;
  /** Milliseconds of a clock that never jumps. */
  monotonicMs?: () => number;
  /** Runs something later; returns how not to. */
  after?: (delayMs: number, run: () => void) => () => void;
  /** As `after`, for what is gathered for a moment before it is told. */
  gather?: (delayMs: number, run: () => void) => () => void;
  /** The settings as their sources have them now; absent where nobody reads any. */
  config?: ServerConfig;
  /** Clients know the server by another key or certificate from now on. */
  onKeyChanged?: () => void;
  /** How long a connection may take to say what it wants. */
  handshakeMs?: number;
  /** How long a connection may be without a login and without a request. */
  loginMs?: number;
  /** How often each client is asked whether it is there. */
  pingIntervalMs?: number;
}

export const monotonicOf = (ports: ServerPorts) => () => ports.monotonicMs?.() ?? performance.now();
