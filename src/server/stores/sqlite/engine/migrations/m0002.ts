/** An index of entries that count as unread, so that counting skips joins and leaves. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0002: Migration = {
  version: 2,
  sql: `
-- The kinds of COUNTED_KINDS; when they change, so does this.
CREATE INDEX entries_counted ON entries (room_id, seq, sender_id) WHERE kind IN ('message', 'action', 'file');
`,
};
