/**
 * Tables for unfinished transfers and decided offers, which were separate files before, and for the last view of the screen.
 */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0003: Migration = {
  version: 3,
  sql: `
CREATE TABLE transfer (
  transfer_id TEXT PRIMARY KEY,
  -- As that of a message; empty while no program works on it.
  owner TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  -- JSON.
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Offers that were taken, declined or withdrawn, so that none is shown twice.
CREATE TABLE decided (
  file_id TEXT PRIMARY KEY,
  decided_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the screen finds again at the next start, as JSON.
CREATE TABLE view (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
