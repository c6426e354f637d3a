/** An encrypted message can offer a file, for which another request is sent. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0005: Migration = {
  version: 5,
  sql: `
-- Bytes of the sealed file that it offers; NULL for all others.
ALTER TABLE sealed_out ADD COLUMN file_bytes INTEGER;
`,
};
