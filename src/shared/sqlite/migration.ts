/** One step of a SQLite schema: the statements that lead from the previous version to this one. */
export interface Migration {
  /** Version after this step, stored as `PRAGMA user_version`; from 1 without gaps. */
  version: number;
  sql: string;
}
