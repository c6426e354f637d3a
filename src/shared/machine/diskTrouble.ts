/** Recognises errors of a disk, or of the database on it, as opposed to bugs: a person can do something about them. */
import {ChatError} from '../errors.ts';
import {
  primarySqliteCodeOf,
  SQLITE_BUSY,
  SQLITE_CANTOPEN,
  SQLITE_FULL,
  SQLITE_IOERR,
  SQLITE_PERM,
  SQLITE_READONLY,
} from '../sqlite/sqliteCodes.ts';

/**
 * Reasons by the system's error code. Other codes count as bugs; an expected `ENOENT`, for example, is handled where it
 * occurs.
 */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'files are limited in size',
  EIO: 'the disk has failed',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENOTDIR: 'a file is in the way',
  ELOOP: 'links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'another program is using it',
};
/** The system's error code that corresponds to SQLite's. */
const OF_SQLITE: Readonly<Record<number, string>> = {
  [SQLITE_PERM]: 'EACCES',
  [SQLITE_BUSY]: 'EBUSY',
  [SQLITE_READONLY]: 'EROFS',
  [SQLITE_IOERR]: 'EIO',
  [SQLITE_FULL]: 'ENOSPC',
  [SQLITE_CANTOPEN]: 'EACCES',
};

/** The error for the person; `undefined` when it is a bug. @param where what to name when the error contains no path */
export function diskTroubleOf(error: unknown, where = 'A file of chat-tui'): ChatError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const {code, path} = error as NodeJS.ErrnoException;
  const ofSqlite = primarySqliteCodeOf(error);
  const found = ofSqlite === undefined ? code : OF_SQLITE[ofSqlite];
  const reason = found === undefined || !Object.hasOwn(REASONS, found) ? undefined : REASONS[found];
  if (reason === undefined) return undefined;
  return new ChatError('file-unwritable', `${path ?? where} (${reason})`, {cause: error});
}

/** The error as a `ChatError`, if it is one or a disk error; `undefined` when it is a bug. */
export const expectedErrorOf = (error: unknown): ChatError | undefined =>
  error instanceof ChatError ? error : diskTroubleOf(error);
