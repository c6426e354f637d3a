/** The type of a kind of entry: its fields, and its effect on counts, on the room, and on an earlier entry. */
import * as z from 'zod/mini';
import {Became} from './entryChanges.ts';
import {count, EntryId, Name, Seq} from '../fields.ts';
import type {RoomRole} from '../access/roles.ts';
import type {RoomRules} from '../rules.ts';

/** The fields of every entry. */
export const entryFields = {
  seq: Seq,
  id: EntryId,
  /** Login name of the person who caused the entry. */
  sender: Name,
  /** Server's clock, milliseconds since 1970. */
  sentAtMs: count(),
  /**
   * In a page: the effect of later entries on this one. The entry is then in its current form, with the text of the last
   * edit.
   */
  became: z.optional(Became),
};

/** Status of an offered file, by later entries of the same room. */
export interface FileStatus {
  state: 'uploading' | 'complete' | 'direct' | 'cancelled';
  /** Login names of people who have declined it, in order. */
  declinedBy: readonly string[];
  /** Hash as claimed by the sender; absent until all bytes have arrived. */
  sha256?: string;
}

export const NEW_FILE: FileStatus = {state: 'uploading', declinedBy: []};

/** An earlier entry that later ones can change. */
export interface Target {
  readonly seq: number;
  readonly id: string;
  readonly sender: string;
  readonly sentAtMs: number;
  readonly kind: string;
  readonly text?: string;
  readonly became?: Became | undefined;
}

/** The parts of a room that entries change. */
export interface RoomFacts {
  topic: string;
  memberCount: number;
  /** Absent in conversations, and when the server sends none. */
  rules?: RoomRules | undefined;
  /** Empty in conversations; absent when unknown, like the fields below. */
  name?: string | undefined;
  description?: string | undefined;
  isArchived?: boolean | undefined;
  formerNames?: string[] | undefined;
}

/** Why an entry or invitation is in somebody's inbox. */
export const INBOX_REASONS = ['mention', 'reply', 'reaction', 'offer', 'invite'] as const;
export type InboxReason = (typeof INBOX_REASONS)[number];

/** `comes`: login name of a new member; `goes`: of a former member; else a member's new role in the room. */
export type MemberChange = {comes: string} | {goes: string} | {name: string; role: RoomRole};

/** Maps login names and seqs of one log to those of another. */
export interface References {
  name: (name: string) => string;
  /** Returns 0 for an entry that is not in the other log. */
  seq: (seq: number) => number;
}

export interface Traits<Fields> {
  /** Whether the kind makes a room unread and is counted. The store has an index of these entries. */
  isCounted: boolean;
  /** Whether it has a `text` written by a person: mentions in it count, it can be forwarded, and its sender can edit it. */
  hasWords: boolean;
  /** Getter and setter of the readable text, if that is not the field `text`. */
  says?: {
    read: (entry: Fields) => string;
    write: (entry: Fields, words: string) => Fields;
  };
  /**
   * `alone`: shown in rows of its own. `quiet`: combined with its neighbours by its `verb`, or shown at the entry that it
   * refers to.
   */
  place: 'alone' | 'quiet';
  /** Verb for a line about several people, e.g. `joined`. */
  verb?: string;
  /** The change of the room's membership. */
  member?: (entry: Fields) => MemberChange;
  /** For kinds that refer to other people than the sender, or to other entries: translates an entry to another log. */
  referring?: (entry: Fields, to: References) => Fields;
  /** Stays unencrypted in encrypted conversations, because no person wrote it. */
  isOpen?: true;
  /** The change of the room's facts. */
  foldRoom?: (room: RoomFacts, entry: Fields) => Partial<RoomFacts>;
  /** For kinds about an offered file: its id, and its new status. */
  about?: {
    key: (entry: Fields) => string;
    fold: (status: FileStatus, entry: Fields) => FileStatus;
  };
  /**
   * In whose inbox it is besides the mentioned people's, and why: the conversation partner's, or that of the sender of the
   * entry with this seq.
   */
  inbox?: {
    of: 'partner' | ((entry: Fields) => number | undefined);
    reason: InboxReason;
  };
  /** For kinds that change an earlier entry: its seq, and the changed entry. @param me login name of the reader */
  changes?: {
    of: (entry: Fields) => number | undefined;
    become: (target: Target, entry: Fields, me: string) => Target;
  };
  /** The key by which later entries refer to it; absent when none can. */
  key?: (entry: Fields) => string;
}

interface Shape {
  readonly [field: string]: z.ZodMiniType;
}

type EntryOf<Name extends string, Fields extends Shape> = z.infer<
  z.ZodMiniObject<typeof entryFields & {kind: z.ZodMiniLiteral<Name>} & Fields>
>;

/** Creates a kind; its schema drops unknown fields of later versions. */
export function entryKind<
  const Kind extends string,
  Fields extends Shape,
  const Place extends 'alone' | 'quiet',
  const Words extends boolean,
>(name: Kind, fields: Fields, traits: Traits<EntryOf<Kind, Fields>> & {place: Place; hasWords: Words}) {
  return {schema: z.object({...entryFields, kind: z.literal(name), ...fields}), ...traits};
}

/** The first message of a thread, counted with one more answer. */
export function answered(target: Target, {seq}: {seq: number}): Target {
  const {replies, ...rest} = target.became ?? {asOfSeq: seq};
  return {...target, became: {...rest, replies: {count: (replies?.count ?? 0) + 1, lastSeq: seq}}};
}
