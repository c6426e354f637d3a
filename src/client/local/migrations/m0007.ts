/** An encrypted file can go directly between clients. */
import type {Migration} from '../../../shared/sqlite/migration.ts';

export const m0007: Migration = {
  version: 7,
  sql: `
-- The bytes of the file that it offers are not to lie on the server.
ALTER TABLE sealed_out ADD COLUMN is_direct INTEGER NOT NULL DEFAULT 0;
`,
};
