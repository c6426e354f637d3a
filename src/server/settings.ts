/** The settings of a server; `cli` fills them from flags, environment and file. */
import {DAY_MS} from '../shared/limits.ts';
import type {Limits} from '../shared/limits.ts';
import type {FileQuota} from './storeContract/fileOffer.ts';
import type {TlsSource} from './tls/tls.ts';

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
  /** How connections are encrypted; absent: not at all. */
  tls?: TlsSource;
  /** Addresses and `ADDRESS/BITS` of proxies: what they say of whom they pass on is believed. */
  trustedProxies?: readonly string[];
  /** Where people reach it, as links name it; with a path where a proxy has it below one. */
  publicUrl?: string;
  limits: Limits;
  /** True when `chat-tui` started this server by itself: it stops when nobody needs it. */
  isEmbedded: boolean;
  /** Messages one person may send in a minute; 0 is without limit. */
  messagesPerMinuteMax: number;
  /** How old a message may be that is edited; 0 is without limit. Default 0. */
  editMinutesMax?: number;
  /** Logins and registrations from one address in a minute; 0 is without limit. Default 120. */
  triesPerAddressPerMinuteMax?: number;
  /** Connections from one address that may begin in a minute, a sixth of them at once; 0 is without limit. Default 3,000. */
  connectionsPerAddressPerMinuteMax?: number;
  /** Connections of people who are in that may stand from one address, or IPv6 network; 0 is without limit. Default 2,000. */
  connectionsPerNetworkMax?: number;
  /** Bytes of files that one person may have here, and all together. Defaults: 16 and 64 GiB. */
  filesPerUserBytesMax?: number;
  filesBytesMax?: number;
  /** Bytes of files in one room; absent: without limit. */
  filesPerRoomBytesMax?: number;
  /** Files that one person may have offered and not sent whole. Default 200. */
  unfinishedFilesPerUserMax?: number;
  /** Bytes of messages that one person may have written, and all together. Defaults: 512 MiB and 8 GiB. */
  logPerUserBytesMax?: number;
  logBytesMax?: number;
  /**
   * Who must have a second factor: nobody, whoever looks after the server (moderators and above), or everybody. Default: nobody.
   */
  requireSecondFactor?: 'off' | 'admins' | 'all';
  /** Who comes in by an SSH key alone, and not by a password. Default: nobody. */
  requireSshKey?: 'off' | 'admins' | 'all';
  /** Days without use, and days after it began, after which a login is over; 0 is never. Defaults: 90 and never. */
  sessionIdleDays?: number;
  sessionDays?: number;
  /** `HOST:PORT` of the figures for Prometheus; absent where nobody wants them. */
  metrics?: string;
  /** Days that records of the audit are kept; 0 is for ever. Default 365. */
  auditDays?: number;
  /** Days after which files are removed; 0 is never, the default. */
  fileDays?: number;
  /**
   * Days after which messages are removed; 0 is never, the default. The owner of a room may say fewer for it, but not fewer than
   * `keepDaysMin`.
   */
  keepDays?: number;
  keepDaysMin?: number;
  /**
   * Bytes of messages of one room, of messages in all, and of files in all, beyond which the oldest are removed; absent: never.
   */
  keepPerRoomBytes?: number;
  keepInAllBytes?: number;
  keepFilesBytes?: number;
  /** Connections with a token that are let in a second; 0 is without limit. Default 200. */
  admissionsPerSecondMax?: number;
}

/** What is read where it is used, and so may change while the server runs. */
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

/** Whoever is connected hears of new limits when they come in again; the server holds them from now on. */
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
