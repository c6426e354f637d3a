/** The server's log: one JSON object per line; secrets and message texts are never logged. */
import {pino} from 'pino';

/** In ascending order; a log contains its level and above. */
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Logger {
  /** For diagnosis; too verbose for normal operation. */
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
  /** For an error that ends the server. */
  fatal(facts: object, text: string): void;
}

/** DEL, C1 and bidirectional or invisible characters; JSON itself escapes only C0. */
const UNSAFE =
  /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udfff](?![\udc00-\udfff])/g;

const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The result is still one line of JSON. */
const escapeLine = (line: string): string =>
  line.replaceAll(UNSAFE, found => (found.length === 1 ? escape(found) : found));

/** Safety net: no log call passes these fields; if one does, the value is redacted. */
const SECRETS = ['password', 'oldPassword', 'newPassword', 'passwordHash', 'token', 'inviteCode', 'text', 'auth'];

export interface LeveledLogger extends Logger {
  /** May change while the server runs. */
  level: string;
}

export function createLogger(destination: {write(line: string): unknown}, level: LogLevel = 'info'): LeveledLogger {
  return pino(
    {
      base: null,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {level: label => ({level: label})},
      serializers: {error: pino.stdSerializers.err},
      redact: {paths: [...SECRETS, ...SECRETS.map(name => `*.${name}`)], censor: '[redacted]'},
    },
    {write: (line: string) => void destination.write(escapeLine(line))},
  );
}
