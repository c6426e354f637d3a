/** Recognizes failures of the system that are no bugs: full disk, folder without permission, too many open files. */
import {ChatError, isPartGone, toKnown} from '../../shared/errors.ts';
import {
  primarySqliteCodeOf,
  SQLITE_CANTOPEN,
  SQLITE_FULL,
  SQLITE_IOERR,
  SQLITE_PERM,
  SQLITE_READONLY,
} from '../../shared/machine/sqliteCodes.ts';

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
};
/** The system's code that says the same as SQLite's. */
const OF_SQLITE: Readonly<Record<number, string>> = {
  [SQLITE_PERM]: 'EACCES',
  [SQLITE_READONLY]: 'EROFS',
  [SQLITE_IOERR]: 'EIO',
  [SQLITE_FULL]: 'ENOSPC',
  [SQLITE_CANTOPEN]: 'EACCES',
};

/** The error for a person; `undefined` where it is a bug. */
export function asTrouble(error: unknown): ChatError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isPartGone(error)) return toKnown(error);
  const {code, path, syscall} = error as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd')
    return new ChatError('settings-invalid', 'The working folder is gone. Go to another one.', {cause: error});
  if (syscall === 'read' && path === undefined && code === 'EISDIR')
    return new ChatError('file-unreadable', 'Standard input', {cause: error});
  // Of folders above that are missing too; what says so all the same is a file system that takes none, such as `/proc`.
  if (syscall === 'mkdir' && code === 'ENOENT')
    return new ChatError('file-unwritable', `${path ?? 'A folder'} (no folder can be made there)`, {cause: error});
  const ofSqlite = primarySqliteCodeOf(error);
  const found = ofSqlite === undefined ? code : OF_SQLITE[ofSqlite];
  const reason = found === undefined || !Object.hasOwn(REASONS, found) ? undefined : REASONS[found];
  if (reason === undefined) return undefined;
  return new ChatError('file-unwritable', `${path ?? 'A file of chat-tui'} (${reason})`, {cause: error});
}
