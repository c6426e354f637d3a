/** JSON output (`--json`) of file previews, and of files sent and received on this machine. */
import * as z from 'zod/mini';
import {count, FileId, Sha256} from '../fields.ts';

const Listed = z.strictObject({name: z.string(), sizeBytes: count()});
export const PreviewLine = z.strictObject({
  fileId: FileId,
  name: z.string(),
  sizeBytes: count(),
  kind: z.enum(['text', 'archive', 'image', 'other']),
  format: z.string(),
  lines: z.optional(z.array(z.string())),
  entries: z.optional(z.array(Listed)),
  width: z.optional(count()),
  height: z.optional(count()),
  isCut: z.boolean(),
});

export const PastTransferLine = z.strictObject({
  direction: z.enum(['up', 'down']),
  outcome: z.enum(['done', 'failed', 'cancelled']),
  name: z.string(),
  peer: z.string(),
  sizeBytes: count(),
  bytesPerSecond: count(),
  sha256: z.optional(Sha256),
  fileId: z.optional(FileId),
  path: z.optional(z.string()),
  endedAtMs: count(),
});
