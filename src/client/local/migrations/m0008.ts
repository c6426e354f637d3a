/** A table for the messages of direct conversations. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0008: Migration = {
  version: 8,
  sql: `
CREATE TABLE direct_said (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  partner TEXT NOT NULL,
  id TEXT NOT NULL,
  sender TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX direct_said_by_partner ON direct_said (partner, place);
`,
};
