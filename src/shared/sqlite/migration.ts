/** One step of a SQLite schema: the statements that lead from the version before to this one. */
export interface Migration {
  /** Stored as `PRAGMA user_version`; counts from 1 without holes. */
  version: number;
  sql: string;
}
