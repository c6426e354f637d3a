/** What a migration of the local store is: the statements that lead from the schema before to this version. */
export interface Migration {
  /** Stored as `PRAGMA user_version`; counts from 1 without holes. */
  version: number;
  sql: string;
}
