/** What an operator can decide about a server; `cli` fills it from flags, environment and file. */
import type {Limits} from '../shared/limits.ts';

export type Registration = 'open' | 'invite' | 'closed';

export interface ServerSettings {
  /** Address to listen on. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Folder of the database and the files; made with mode 0700 where it is missing. */
  dataDir: string;
  registration: Registration;
  /** Host names under which the server is reached, for clients that send an `Origin`. */
  names?: readonly string[];
  limits: Limits;
  /** True when `chat-tui` started this server by itself: it stops when nobody needs it. */
  isEmbedded: boolean;
  /** Messages one person may send in a minute; 0 is without limit. */
  messagesPerMinuteMax: number;
  /** Logins and registrations from one address in a minute; 0 is without limit. Default 120. */
  triesPerAddressPerMinuteMax?: number;
  /** Connections with a token that are let in a second; 0 is without limit. Default 200. */
  admissionsPerSecondMax?: number;
}
