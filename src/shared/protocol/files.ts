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
      /** Of a tar archive that stands for several files and folders. */
      bundle: z.optional(z.strictObject(Bundle.shape)),
      /** To one person: the bytes go directly between clients, and not to the server. */
      isDirect: z.optional(z.literal(true)),
    }),
    result: z.object({fileId: FileId, seq: Seq, awaits: z.optional(Name)}),
  },
  fileShow: {params: z.strictObject({fileId: FileId}), result: FileView},
  /** Newest first. */
  fileList: {
    params: z.strictObject({roomId: RoomId, beforeSeq: z.optional(Seq), limit}),
    result: z.object({files: z.array(FileView).check(z.maxLength(FIXED_LIMITS.pageSizeMax)), hasMore: z.boolean()}),
  },
  /**
   * For a file that was offered as direct: its bytes from this offset on go over the server after all, by tus. Earlier bytes
   * on the server are dropped.
   */
  fileRelay: {params: z.strictObject({fileId: FileId, fromByte: count()}), result: done},
  /**
   * The sender's hash of the bytes; refused until all of them are there. `isDirect`: the other person's client has all of
   * them, and the server's are removed.
   */
  fileComplete: {
    params: z.strictObject({fileId: FileId, sha256: Sha256, isDirect: z.optional(z.literal(true))}),
    result: done,
  },
  fileCancel: {params: z.strictObject({fileId: FileId}), result: done},
  /** Admins only: of anybody, in any room. */
  fileDelete: {params: z.strictObject({fileId: FileId}), result: done},
} as const;
