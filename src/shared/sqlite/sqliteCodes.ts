/** SQLite result codes that the program distinguishes. @see https://www.sqlite.org/rescode.html */

/** Primary codes. */
export const SQLITE_PERM = 3;
export const SQLITE_BUSY = 5;
export const SQLITE_READONLY = 8;
export const SQLITE_IOERR = 10;
export const SQLITE_CORRUPT = 11;
export const SQLITE_FULL = 13;
export const SQLITE_CANTOPEN = 14;
export const SQLITE_CONSTRAINT = 19;
export const SQLITE_NOTADB = 26;

/** Builds an extended code: the primary code is in its low byte. */
const extended = (primary: number, detail: number): number => primary | (detail << 8);
export const primaryCodeOf = (code: number): number => code & 0xff;

/** Whether the file is damaged, or no database. A missing table, a lock or a full disk is no damage. */
export const isDamageCode = (code: number | undefined): boolean =>
  code !== undefined && (primaryCodeOf(code) === SQLITE_CORRUPT || primaryCodeOf(code) === SQLITE_NOTADB);

/** The content of a virtual table is damaged, such as a full-text index. */
export const SQLITE_CORRUPT_VTAB = extended(SQLITE_CORRUPT, 1);
/** `SQLITE_IOERR_SHMOPEN`, `_SHMSIZE`, `_SHMLOCK`, `_SHMMAP`: errors of the shared index of a write-ahead log. */
export const SQLITE_IOERR_SHM: ReadonlySet<number> = new Set(
  [18, 19, 20, 21].map(kind => extended(SQLITE_IOERR, kind)),
);

/** The extended code of an error of `node:sqlite`; `undefined` for any other error. */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

export const primarySqliteCodeOf = (error: unknown): number | undefined => {
  const code = sqliteCodeOf(error);
  return code === undefined ? undefined : primaryCodeOf(code);
};
