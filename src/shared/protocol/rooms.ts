/** The wire protocol of rooms: names, descriptions, archiving, deletion. */
import * as z from 'zod/mini';
import {RoomName, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {RoomId} from '../model.ts';

const done = z.object({});

export const ROOM_REQUESTS = {
  /** Renames a room. Links with the former name still lead to it, until another room takes that name. */
  roomRename: {params: z.strictObject({roomId: RoomId, name: RoomName}), result: done},
  roomDescribe: {
    params: z.strictObject({roomId: RoomId, text: text(FIXED_LIMITS.descriptionLengthMax)}),
    result: done,
  },
  /** Makes a room read-only, or writable again. */
  roomArchive: {
    params: z.strictObject({
      roomId: RoomId,
      isArchived: z.boolean(),
      reason: z.optional(text(FIXED_LIMITS.reasonLengthMax)),
    }),
    result: done,
  },
  /** Deletes a room with its messages and files, permanently. `name` must be its name, to prevent mistakes. */
  roomDelete: {params: z.strictObject({roomId: RoomId, name: RoomName}), result: done},
} as const;
