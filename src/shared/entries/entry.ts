/**
 * An entry of a room's log, with functions that read the table of kinds. Everything that happens in a room is an entry, so
 * everything has one order.
 */
import * as z from 'zod/mini';
import {
  entryFields,
  NEW_FILE,
  type FileStatus,
  type InboxReason,
  type MemberChange,
  type References,
  type RoomFacts,
  type Traits,
} from './entryKind.ts';
import * as kinds from './kinds.ts';

export type EntryKind = keyof typeof kinds;
export type Entry = {[Kind in EntryKind]: z.infer<(typeof kinds)[Kind]['schema']>}[EntryKind];

/** The kinds by name, as a plain object. */
const TABLE: {readonly [Kind in EntryKind]: (typeof kinds)[Kind]} = {...kinds};

const KINDS = Object.keys(TABLE) as readonly EntryKind[];

/** The schemas of all kinds, for reading and for the documents. */
export const ENTRY_SCHEMAS = Object.values(TABLE).map(({schema}) => schema);

/** An entry of a kind that is not in the table is read as `unknown`, without its `became`. */
const Later = z.pipe(
  z.object({...entryFields, kind: z.string().check(z.refine(kind => !Object.hasOwn(TABLE, kind)))}),
  z.transform(({seq, id, sender, sentAtMs}) => ({seq, id, sender, sentAtMs, kind: 'unknown' as const})),
);

const Known = z.discriminatedUnion('kind', ENTRY_SCHEMAS as [(typeof ENTRY_SCHEMAS)[number]]);

export const Entry = z.union([Known, Later]) as z.ZodMiniType<Entry>;

/** TypeScript cannot see that the traits found by the entry's kind take this entry. */
const traitsOf = (entry: Entry): Traits<Entry> => TABLE[entry.kind] as unknown as Traits<Entry>;

/** The text of an entry; empty for kinds without one. */
export const textOf = (entry: Entry): string => ('text' in entry ? entry.text : '');

/** The text of an entry, or its equivalent such as a file name; empty for kinds without text. */
export const readableTextOf = (entry: Entry): string => traitsOf(entry).says?.read(entry) ?? textOf(entry);

/** The entry with another text; kinds without text are returned unchanged. */
export function withReadableText(entry: Entry, words: string): Entry {
  const {says} = traitsOf(entry);
  if (says !== undefined) return says.write(entry, words);
  return 'text' in entry ? {...entry, text: words} : entry;
}

/** The kinds that make a room unread and are counted. */
export const COUNTED_KINDS = KINDS.filter(name => TABLE[name].isCounted);
const COUNTED: ReadonlySet<string> = new Set(COUNTED_KINDS);
export const isCounted = ({kind}: Pick<Entry, 'kind'>): boolean => COUNTED.has(kind);

/** The kinds that stay unencrypted in an encrypted conversation. */
export const OPEN_KINDS: ReadonlySet<string> = new Set(KINDS.filter(name => 'isOpen' in TABLE[name]));

/** A message or file, unencrypted or decrypted, which can be answered, linked and changed. */
const MESSAGE_OR_FILE: ReadonlySet<string> = new Set(COUNTED_KINDS.filter(name => !OPEN_KINDS.has(name)));
export const isMessageOrFile = ({kind}: Pick<Entry, 'kind'>): boolean => MESSAGE_OR_FILE.has(kind);

const WITH_WORDS: ReadonlySet<string> = new Set(KINDS.filter(name => TABLE[name].hasWords));
type WordsKind = {[Kind in EntryKind]: (typeof kinds)[Kind]['hasWords'] extends true ? Kind : never}[EntryKind];

/** Whether the entry is a text message, which can be forwarded, and edited by its sender. */
export const hasWords = <Given extends {kind: EntryKind}>(entry: Given): entry is Extract<Given, {kind: WordsKind}> =>
  WITH_WORDS.has(entry.kind);

/** The kinds of messages from people, unencrypted or encrypted. */
export const WRITTEN_KINDS = COUNTED_KINDS.filter(name => TABLE[name].hasWords || OPEN_KINDS.has(name));

/** The text that a person wrote; `undefined` for all other kinds. */
export const wordsOf = (entry: {kind: EntryKind; text?: string}): string | undefined =>
  WITH_WORDS.has(entry.kind) ? entry.text : undefined;

const ALONE: ReadonlySet<string> = new Set(KINDS.filter(name => TABLE[name].place === 'alone'));
/** The kinds that are shown in rows of their own. */
export type AloneKind = {[Kind in EntryKind]: (typeof kinds)[Kind]['place'] extends 'quiet' ? never : Kind}[EntryKind];
export const isAlone = (entry: Entry): boolean => ALONE.has(entry.kind);

/** The entry's effect on the membership of the room; absent when there is none. */
export const memberChangeOf = (entry: Entry): MemberChange | undefined => traitsOf(entry).member?.(entry);

/** Verb for what the sender did, for kinds that are combined with their neighbours; absent for other kinds. */
export const verbOf = (entry: Entry): string | undefined => traitsOf(entry).verb;

/** The entry translated to another log: names and seqs that it refers to are replaced; `sender` stays. */
export const withReferences = (entry: Entry, to: References): Entry => traitsOf(entry).referring?.(entry, to) ?? entry;

/** Whether the entry mentions this person by `@room`, or by `@here` while they were online. @param me login name */
export const isForAll = (entry: Entry, me: string): boolean =>
  'mentionsAll' in entry && entry.mentionsAll === true && (entry.here === undefined || entry.here.includes(me));

/**
 * In whose inbox the entry is besides the mentioned people's: the conversation partner's, or that of the sender of the entry
 * with this seq.
 */
export function inboxOf(entry: {kind: EntryKind}): 'partner' | number | undefined {
  const of = (TABLE[entry.kind] as unknown as Traits<unknown>).inbox?.of;
  return typeof of === 'function' ? of(entry) : of;
}

/** Why the entry is in the inbox of somebody whom it does not mention. */
export const inboxReasonOf = (entry: Entry): InboxReason => traitsOf(entry).inbox?.reason ?? 'mention';

/** The key by which later entries refer to this one; absent when none can. */
const keyOf = (entry: Entry): string | undefined => traitsOf(entry).key?.(entry);

/** The room's facts after this entry; the same object if nothing changes. */
export function foldRoom<Facts extends RoomFacts>(facts: Facts, entry: Entry): Facts {
  const changed = traitsOf(entry).foldRoom?.(facts, entry);
  return changed === undefined ? facts : {...facts, ...changed};
}

/** Status of offered files, by file id. */
export type FileStatuses = ReadonlyMap<string, FileStatus>;

/** The statuses after these entries, in order; the same map if nothing changes. */
export function foldFileStatuses(statuses: FileStatuses, entries: readonly Entry[]): FileStatuses {
  let next: Map<string, FileStatus> | undefined;
  for (const entry of entries) {
    const {about} = traitsOf(entry);
    if (about === undefined) continue;
    next ??= new Map(statuses);
    const key = about.key(entry);
    next.set(key, about.fold(next.get(key) ?? NEW_FILE, entry));
  }
  return next ?? statuses;
}

export const fileStatusOf = (statuses: FileStatuses, entry: Entry): FileStatus =>
  statuses.get(keyOf(entry) ?? '') ?? NEW_FILE;

/** Seq of the earlier entry that this one changes; absent if it changes none. */
export function changedSeqOf(entry: Entry): number | undefined {
  const seq = traitsOf(entry).changes?.of(entry);
  return seq !== undefined && seq < entry.seq ? seq : undefined;
}

/** `target` after its change by `entry`; the same object if the change is included already. */
export function become(target: Entry, entry: Entry, me: string): Entry {
  const {changes} = traitsOf(entry);
  if (changes === undefined || entry.seq <= (target.became?.asOfSeq ?? 0) || target.kind === 'gone') return target;
  const after = changes.become(target, entry, me);
  // TypeScript cannot see that a changed entry is of a kind in the table.
  return {...after, became: {...after.became, asOfSeq: entry.seq}} as Entry;
}

const NO_SEQS: readonly number[] = [];

/** Seqs of the messages that are quoted with this one: the answered message, and the first one of its thread. */
export const quotedSeqsOf = (entry: Entry): readonly number[] =>
  entry.kind !== 'message' || (entry.replyTo === undefined && entry.threadOf === undefined)
    ? NO_SEQS
    : [entry.replyTo?.seq, entry.threadOf].filter(seq => seq !== undefined);
