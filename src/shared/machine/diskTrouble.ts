/** Recognizes what a disk, or the database on it, refuses: no bug, but something that a person can do something about. */
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

/** By the system's code. Anything else is a bug: `ENOENT` for one is met where it can be expected. */
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
/** The system's code that says the same as SQLite's. */
const OF_SQLITE: Readonly<Record<number, string>> = {
  [SQLITE_PERM]: 'EACCES',
  [SQLITE_BUSY]: 'EBUSY',
  [SQLITE_READONLY]: 'EROFS',
  [SQLITE_IOERR]: 'EIO',
  [SQLITE_FULL]: 'ENOSPC',
  [SQLITE_CANTOPEN]: 'EACCES',
};

/** The error for a person; `undefined` where it is a bug. @param where named in it when the error names no file */
export function diskTroubleOf(error: unknown, where = 'A file of chat-tui'): ChatError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const {code, path} = error as NodeJS.ErrnoException;
  const ofSqlite = primarySqliteCodeOf(error);
  const found = ofSqlite === undefined ? code : OF_SQLITE[ofSqlite];
  const reason = found === undefined || !Object.hasOwn(REASONS, found) ? undefined : REASONS[found];
  if (reason === undefined) return undefined;
  return new ChatError('file-unwritable', `${path ?? where} (${reason})`, {cause: error});
}

/** What a person can meet: a refusal as it is, or what a disk refused; `undefined` where it is a bug. */
export const metBy = (error: unknown): ChatError | undefined =>
  error instanceof ChatError ? error : diskTroubleOf(error);
