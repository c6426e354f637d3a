/** What request handlers work with: the parts of the server, and the connection that sent the request. */
import type {ErrorCode} from '../shared/errors.ts';
import type {Address} from '../shared/address.ts';
import type {Admission} from './door/limits/admission.ts';
import type {ByteRate} from './door/limits/byteRate.ts';
import type {Connection, Connections} from './hub/connections.ts';
import type {DisplayNames} from './door/names/displayNames.ts';
import type {FileRoutes} from './files/http/routes.ts';
import type {LoginThrottle} from './door/loginThrottle.ts';
import type {Later} from './hub/planned.ts';
import type {NetworkBans} from './door/networkBans.ts';
import type {Lifetime} from './lifetime.ts';
import type {Limiter} from './door/limits/limiter.ts';
import type {Logger} from './logger.ts';
import type {ServerConfig} from './ports.ts';
import type {Meter} from './watching/meter.ts';
import type {OwnInvitation} from './door/ownInvitation.ts';
import type {Ownership} from './door/ownership.ts';
import type {Passwords} from './door/passwords/passwords.ts';
import type {Presence} from './hub/presence.ts';
import type {Refusals} from './door/refusals.ts';
import type {ServerSettings} from './settings.ts';
import type {InSession} from './storeContract/signIn.ts';
import type {Account, Store} from './storeContract/store.ts';

export interface ServerContext {
  readonly settings: ServerSettings;
  readonly programVersion: string;
  /** Code of the join link that the server prints. */
  readonly ownInvitation: OwnInvitation;
  /** A link to this server under its public address. */
  readonly linkOf: (codes: Pick<Address, 'inviteCode' | 'ownerCode' | 'resetCode'>) => string;
  /** Whether a signed login names this server, by the fingerprint of its key or by its address. */
  readonly isThisServer: (named: string) => boolean;
  /** Whether an address belongs to a trusted proxy itself rather than a client behind it. */
  readonly isTrustedProxy: (address: string) => boolean;
  /** The login requirement that an account does not meet, e.g. a second factor. */
  readonly missingRequirement: (account: Account & Partial<InSession>) => Promise<ErrorCode | undefined>;
  readonly ownership: Ownership;
  readonly store: Store;
  readonly connections: Connections;
  readonly presence: Presence;
  readonly later: Later;
  readonly passwords: Passwords;
  readonly displayNames: DisplayNames;
  readonly files: FileRoutes;
  readonly lifetime: Lifetime;
  /** Addresses and networks that are banned. */
  readonly networkBans: NetworkBans;
  readonly log: Logger;
  readonly meter: Meter;
  readonly config: ServerConfig | undefined;
  /** Limits password attempts by network and by name (as typed, or the user id on a device that is logged in). */
  readonly loginThrottle: LoginThrottle;
  /** Decides which refused logins are recorded individually. */
  readonly refusals: Refusals;
  /** Limit of logins and registrations per address; unlimited if so configured. */
  readonly addressTries: Limiter;
  /**
   * Limit of connections with a token per second in total; `sessionOpenings` limits a single account, which could otherwise use
   * up all of them.
   */
  readonly admission: Admission;
  readonly sessionOpenings: Limiter;
  /** Limit of message bytes per sender, so that even a reader on a slow connection can keep up. */
  readonly messageBytes: ByteRate;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Made as in `shared/entries/entryId.ts`. */
  readonly newId: () => string;
  /** `ct_` and 32 random bytes in base64url. */
  readonly newToken: () => string;
}

export interface Context extends ServerContext {
  readonly connection: Connection;
  /** The account of the caller. @throws not-signed-in */
  readonly me: Account;
}
