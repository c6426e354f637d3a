/** A kind of entry: its fields, its effect on counts and on the room, and on an earlier entry. */
import * as z from 'zod/mini';
import {Became} from './entryChanges.ts';
import {count, EntryId, Name, Seq} from '../fields.ts';
import type {RoomRole} from '../access/roles.ts';
import type {RoomRules} from '../rules.ts';

/** The fields of every entry. */
export const entryFields = {
  seq: Seq,
  id: EntryId,
  /** Login name of whoever caused the entry. */
  sender: Name,
  /** Server's clock, milliseconds since 1970. */
  sentAtMs: count(),
  /** In a page: the effect of later entries on this one. The entry has its current state, with the text of the last edit. */
  became: z.optional(Became),
};

/** State of an offered file, by later entries of the same room. */
export interface FileStatus {
  state: 'uploading' | 'complete' | 'direct' | 'cancelled';
  /** Login names of those who have declined it, in order. */
  declinedBy: readonly string[];
  /** As claimed by its sender; absent until all bytes have arrived. */
  sha256?: string;
}

export const NEW_FILE: FileStatus = {state: 'uploading', declinedBy: []};

/** An earlier entry, as later ones change it. */
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
  /** Absent in conversations, and where the server tells none. */
  rules?: RoomRules | undefined;
  /** Empty in conversations; as the rest absent where nothing is told of it. */
  name?: string | undefined;
  description?: string | undefined;
  isArchived?: boolean | undefined;
  formerNames?: string[] | undefined;
}

/** Why an entry, or an invitation, is in somebody's inbox. */
export const INBOX_REASONS = ['mention', 'reply', 'reaction', 'offer', 'invite'] as const;
export type InboxReason = (typeof INBOX_REASONS)[number];

/** Login name of a person who becomes a member, stops being one, or gets another role in the room. */
export type MemberChange = {comes: string} | {goes: string} | {name: string; role: RoomRole};

/** Maps login names and seqs of one log to those of another. */
export interface References {
  name: (name: string) => string;
  /** 0 for an entry that is not in the other log. */
  seq: (seq: number) => number;
}

export interface Traits<Fields> {
  /** Makes a room unread and is counted. The store keeps an index of these. */
  isCounted: boolean;
  /** Has a `text` written by a person: mentions count, it can be forwarded, and its sender can edit it. */
  hasWords: boolean;
  /** Getter and setter of its text, when that is not `text`. */
  says?: {
    read: (entry: Fields) => string;
    write: (entry: Fields, words: string) => Fields;
  };
  /** `alone`: separate rows. `quiet`: combined with its neighbours by its `verb`, or shown at its target entry. */
  place: 'alone' | 'quiet';
  /** Verb for a line about several people: `joined`. */
  verb?: string;
  /** What it does to who is a member of the room. */
  member?: (entry: Fields) => MemberChange;
  /** For a kind that refers to other people than its sender, or to other entries: the entry translated for another log. */
  referring?: (entry: Fields, to: References) => Fields;
  /** Unencrypted in encrypted conversations too, because no person wrote it. */
  isOpen?: true;
  /** What it does to its room. */
  foldRoom?: (room: RoomFacts, entry: Fields) => Partial<RoomFacts>;
  /** For a kind that is about an offered file: its id, and its new state. */
  about?: {
    key: (entry: Fields) => string;
    fold: (status: FileStatus, entry: Fields) => FileStatus;
  };
  /**
   * Whose inbox it is in besides the mentioned people, and why: the other person of a direct conversation, or the sender of
   * the entry with this seq.
   */
  inbox?: {
    of: 'partner' | ((entry: Fields) => number | undefined);
    reason: InboxReason;
  };
  /**
   * For a kind that changes an earlier entry: the seq of that one, and the changed entry.
   * @param me login name of the reader
   */
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

/** Unknown fields of a later version are left out. */
export function kind<
  const Kind extends string,
  Fields extends Shape,
  const Place extends 'alone' | 'quiet',
  const Words extends boolean,
>(name: Kind, fields: Fields, traits: Traits<EntryOf<Kind, Fields>> & {place: Place; hasWords: Words}) {
  return {schema: z.object({...entryFields, kind: z.literal(name), ...fields}), ...traits};
}

/** The first message of a thread with one more answer in it. */
export function answered(target: Target, {seq}: {seq: number}): Target {
  const {replies, ...rest} = target.became ?? {asOfSeq: seq};
  return {...target, became: {...rest, replies: {count: (replies?.count ?? 0) + 1, lastSeq: seq}}};
}
