/** The wire protocol of files: offers and their state; the bytes go over HTTP. */
import * as z from 'zod/mini';
import {Bundle} from '../bundle.ts';
import {count, EntryId, FileId, Name, Seq, Sha256, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {FileView, RoomId} from '../model.ts';

const done = z.object({});
const limit = z.optional(z.int().check(z.minimum(1), z.maximum(FIXED_LIMITS.pageSizeMax)));

export const FILE_REQUESTS = {
  /** Announces a file; its bytes follow over HTTP. The same `clientMsgId` again returns the first result. */
  fileOffer: {
    params: z.strictObject({
      roomId: RoomId,
      clientMsgId: EntryId,
      name: text(FIXED_LIMITS.fileNameLengthMax),
      sizeBytes: count(),
      /** In an encrypted conversation: the sealed message that describes it, in base64url; `name` is meaningless then. */
      sealed: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.maxLength(350_500))),
      /** Set for a tar archive of several files and folders. */
      bundle: z.optional(z.strictObject(Bundle.shape)),
      /** For one person only: the bytes go directly between clients, not to the server. */
      isDirect: z.optional(z.literal(true)),
    }),
    result: z.object({fileId: FileId, seq: Seq, awaits: z.optional(Name)}),
  },
  fileShow: {params: z.strictObject({fileId: FileId}), result: FileView},
  /** Files of a room, newest first. */
  fileList: {
    params: z.strictObject({roomId: RoomId, beforeSeq: z.optional(Seq), limit}),
    result: z.object({files: z.array(FileView).check(z.maxLength(FIXED_LIMITS.pageSizeMax)), hasMore: z.boolean()}),
  },
  /**
   * For a file offered as direct: its bytes from this one on go over the server after all, by tus. Earlier bytes on the
   * server are dropped.
   */
  fileRelay: {params: z.strictObject({fileId: FileId, fromByte: count()}), result: done},
  /**
   * Completes an upload with the sender's hash; refused until all bytes are there. `isDirect`: the receiver's client has all
   * bytes, and the server removes its own.
   */
  fileComplete: {
    params: z.strictObject({fileId: FileId, sha256: Sha256, isDirect: z.optional(z.literal(true))}),
    result: done,
  },
  fileCancel: {params: z.strictObject({fileId: FileId}), result: done},
  /** Admins only: deletes a file of anybody, in any room. */
  fileDelete: {params: z.strictObject({fileId: FileId}), result: done},
} as const;
