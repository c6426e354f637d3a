/** The settings of a server; `cli` fills them from flags, environment and file. */
import {DAY_MS} from '../shared/limits.ts';
import type {Limits} from '../shared/limits.ts';
import type {FileQuota} from './storeContract/fileOffer.ts';
import type {TlsSource} from './tls/tls.ts';

export type Registration = 'open' | 'invite' | 'closed';

export interface ServerSettings {
  /** Address to listen on. */
  host: string;
  /** 0 means any free port. */
  port: number;
  /** Folder of the database and the files; created with mode 0700. */
  dataDir: string;
  registration: Registration;
  /** Host names of the server, accepted in the `Origin` of clients. */
  names?: readonly string[];
  /** TLS certificate; absent: no encryption. */
  tls?: TlsSource;
  /** Addresses and `ADDRESS/BITS` of proxies whose client addresses are trusted. */
  trustedProxies?: readonly string[];
  /** Public URL for links, with a path if a proxy serves it under one. */
  publicUrl?: string;
  limits: Limits;
  /** Started by `chat-tui` itself: the server stops when nobody needs it. */
  isEmbedded: boolean;
  /** Messages one person may send in a minute; 0 is without limit. */
  messagesPerMinuteMax: number;
  /** Maximum age of messages to edit; 0 is without limit. Default 0. */
  editMinutesMax?: number;
  /** Logins and registrations from one address in a minute; 0 is without limit. Default 120. */
  triesPerAddressPerMinuteMax?: number;
  /** New connections per address and minute, a sixth of which may come at once; 0 means no limit. Default 3,000. */
  connectionsPerAddressPerMinuteMax?: number;
  /** Authenticated connections per address, or IPv6 network; 0 is without limit. Default 2,000. */
  connectionsPerNetworkMax?: number;
  /** Maximum bytes of files per person, and in total. Defaults: 16 and 64 GiB. */
  filesPerUserBytesMax?: number;
  filesBytesMax?: number;
  /** Bytes of files in one room; absent: without limit. */
  filesPerRoomBytesMax?: number;
  /** Maximum number of unfinished files per person. Default 200. */
  unfinishedFilesPerUserMax?: number;
  /** Maximum bytes of messages per person, and in total. Defaults: 512 MiB and 8 GiB. */
  logPerUserBytesMax?: number;
  logBytesMax?: number;
  /** Who must have a second factor: nobody, moderators and above, or everybody. Default: nobody. */
  requireSecondFactor?: 'off' | 'admins' | 'all';
  /** Who can log in by SSH key only, not by password. Default: nobody. */
  requireSshKey?: 'off' | 'admins' | 'all';
  /** Days without use, and days since login, after which a session expires; 0 means never. Defaults: 90 and never. */
  sessionIdleDays?: number;
  sessionDays?: number;
  /** `HOST:PORT` of the Prometheus metrics; absent: none. */
  metrics?: string;
  /** Retention of the audit in days; 0 is for ever. Default 365. */
  auditDays?: number;
  /** Days after which files are removed; 0 is never, the default. */
  fileDays?: number;
  /**
   * Days after which messages are removed; 0 is never, the default. The owner of a room can set fewer, but not below
   * `keepDaysMin`.
   */
  keepDays?: number;
  keepDaysMin?: number;
  /**
   * Maximum bytes of messages per room, of messages in total, and of files in total, beyond which the oldest are removed; absent:
   * no limit.
   */
  keepPerRoomBytes?: number;
  keepInAllBytes?: number;
  keepFilesBytes?: number;
  /** Maximum number of logins with a token per second; 0 means no limit. Default 200. */
  admissionsPerSecondMax?: number;
}

/** Settings that are read at each use, and can therefore change at run time. */
const LIVE = [
  'registration',
  'requireSecondFactor',
  'requireSshKey',
  'sessionIdleDays',
  'sessionDays',
  'connectionsPerNetworkMax',
  'filesPerUserBytesMax',
  'filesBytesMax',
  'filesPerRoomBytesMax',
  'unfinishedFilesPerUserMax',
  'logPerUserBytesMax',
  'logBytesMax',
  'editMinutesMax',
  'auditDays',
  'fileDays',
  'keepDays',
  'keepDaysMin',
  'keepPerRoomBytes',
  'keepInAllBytes',
  'keepFilesBytes',
] as const satisfies readonly (keyof ServerSettings)[];

/** Applies the settings that can change. Clients learn new limits when they reconnect; the server enforces them at once. */
export function takeSettings(settings: ServerSettings, next: ServerSettings): void {
  Object.assign(settings, Object.fromEntries(LIVE.map(name => [name, next[name]])));
  Object.assign(settings.limits, next.limits);
}

export const sessionLimitsOf = ({sessionIdleDays = 90, sessionDays = 0}: ServerSettings) => ({
  idleMs: sessionIdleDays * DAY_MS,
  lifetimeMs: sessionDays * DAY_MS,
});

const GIB = 1024 ** 3;

export const fileQuotaOf = (settings: ServerSettings): FileQuota => ({
  bytesPerUserMax: settings.filesPerUserBytesMax ?? 16 * GIB,
  bytesMax: settings.filesBytesMax ?? 64 * GIB,
  bytesPerRoomMax: settings.filesPerRoomBytesMax,
  unfinishedPerUserMax: settings.unfinishedFilesPerUserMax ?? 200,
});

export const logQuotaOf = (settings: ServerSettings): {logBytesPerUserMax: number; logBytesMax: number} => ({
  logBytesPerUserMax: settings.logPerUserBytesMax ?? GIB / 2,
  logBytesMax: settings.logBytesMax ?? 8 * GIB,
});
