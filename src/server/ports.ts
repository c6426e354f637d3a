/** What a server is given from outside: clocks, ids, logger, timeouts. */
import type {PasswordCost} from './door/passwords/passwords.ts';
import type {Logger} from './logger.ts';

/** Settings by their public names. */
export interface ServerConfig {
  list(): Promise<{setting: string; value: string; isLive: boolean}[]>;
  /** Applies settings that can change at run time. @throws settings-invalid; nothing is changed then */
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
  /** Names of this machine. */
  hostNames?: readonly string[];
  /** Rewrites a link to the listening address so that it works from other machines. */
  reachable?: (link: string) => string;
  passwordCost?: PasswordCost;
  /** Milliseconds of a monotonic clock. */
  monotonicMs?: () => number;
  /** Runs a function after a delay. @returns a function that cancels it */
  after?: (delayMs: number, run: () => void) => () => void;
  /** As `after`, for coalescing broadcasts. */
  coalesce?: (delayMs: number, run: () => void) => () => void;
  /** The settings as their sources have them now; absent if there are none. */
  config?: ServerConfig;
  /** Called when key or certificate have changed. */
  onKeyChanged?: () => void;
  /** Timeout of the handshake. */
  handshakeMs?: number;
  /** Timeout of a connection without a login and without a request. */
  loginMs?: number;
  /** Interval of heartbeats. */
  pingIntervalMs?: number;
}

export const monotonicOf = (ports: ServerPorts) => () => ports.monotonicMs?.() ?? performance.now();
