/** JSON output (`--json`) of backups, exports and imports. */
import * as z from 'zod/mini';
import {count} from '../fields.ts';

export const Backup = z.strictObject({
  path: z.string(),
  bytes: count(),
  files: count(),
  linked: count(),
  entries: count(),
  missing: count(),
  differing: z.optional(count()),
});
export const Restored = z.strictObject({
  from: z.string(),
  dataDir: z.optional(z.string()),
  madeAtMs: count(),
  entries: count(),
  files: count(),
});
export const Exported = z.strictObject({rooms: count(), entries: count(), files: count()});
export const Imported = z.strictObject({
  rooms: count(),
  entries: count(),
  known: count(),
  passedOver: count(),
  differing: z.optional(count()),
});
