/** A sealed message may offer a file: then it is sent in another way. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0005: Migration = {
  version: 5,
  sql: `
-- Bytes of the sealed file that it offers; NULL for all others.
ALTER TABLE sealed_out ADD COLUMN file_bytes INTEGER;
`,
};
