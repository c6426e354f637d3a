/** The lines of an export, one JSON object each: the head, each room with its members and log, the end. */
import * as z from 'zod/mini';
import {ENTRY_SCHEMAS, type Entry} from '../entries/entry.ts';
import {count, Name, Seq, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {ROOM_ROLES} from '../access/roles.ts';

export const EXPORT_FORMAT = 1;

/** An entry with its room; `firstText` is the original text of an edited message. */
export type ExportEntry = Entry & {type: 'entry'; roomId: number; firstText?: string | undefined};

export const EXPORT_LINES = {
  head: z.object({type: z.literal('export'), format: count(), madeAtMs: count(), program: text(32)}),
  room: z.object({
    type: z.literal('room'),
    roomId: count(),
    kind: z.enum(['public', 'private', 'direct']),
    name: text(FIXED_LIMITS.roomNameLengthMax),
    topic: text(FIXED_LIMITS.topicLengthMax),
    createdAtMs: count(),
    firstSeq: Seq,
    lastSeq: Seq,
  }),
  member: z.object({type: z.literal('member'), roomId: count(), name: Name, role: z.enum(ROOM_ROLES)}),
  entry: z.discriminatedUnion(
    'kind',
    ENTRY_SCHEMAS.map(schema =>
      z.extend(schema as z.ZodMiniObject, {
        type: z.literal('entry'),
        roomId: count(),
        firstText: z.optional(text(1_000_000)),
      }),
    ) as unknown as [z.ZodMiniObject],
  ) as unknown as z.ZodMiniType<ExportEntry>,
  end: z.object({type: z.literal('end'), rooms: count(), entries: count()}),
} as const;

export type ExportRoom = z.infer<typeof EXPORT_LINES.room>;
export type ExportMember = z.infer<typeof EXPORT_LINES.member>;
