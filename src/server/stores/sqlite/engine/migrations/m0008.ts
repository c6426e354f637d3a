/** Login records have owners with a bounded share each; uses of a session are counted by day; actions are recorded. */
import type {Migration} from '../../../../../shared/sqlite/migration.ts';

export const m0008: Migration = {
  version: 8,
  sql: `
ALTER TABLE logins ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE logins ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
ALTER TABLE logins ADD COLUMN last_at_ms INTEGER;
-- Days since 1970, where uses of that day are counted in one record.
ALTER TABLE logins ADD COLUMN day INTEGER;
-- 'a:' and the account of a login, 'd:' and that of a deed, 'n:' and the network of a refused try.
ALTER TABLE logins ADD COLUMN owner TEXT NOT NULL DEFAULT '';
UPDATE logins SET owner = CASE is_success WHEN 1 THEN 'a:' || name ELSE 'n:' || address END;
CREATE INDEX logins_of_owner ON logins (owner, id);
CREATE UNIQUE INDEX logins_of_day ON logins (name, address, method, day) WHERE day IS NOT NULL;

-- How many records each owner has; the kind 'total' has one row for each other kind.
CREATE TABLE login_shares (
  owner TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_shares_by_size ON login_shares (kind, count);
INSERT INTO login_shares SELECT owner, substr(owner, 1, 1), count(*) FROM logins GROUP BY owner;
INSERT INTO login_shares SELECT 'total:' || substr(owner, 1, 1), 'total', count(*) FROM logins GROUP BY substr(owner, 1, 1);
`,
};
