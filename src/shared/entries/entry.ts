/**
 * An entry of a room's log, and what the table of kinds says of it. Everything that happens in a room is an entry, so everything
 * has one order.
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
} from './kind.ts';
import * as kinds from './kinds.ts';

export type EntryKind = keyof typeof kinds;
export type Entry = {[Kind in EntryKind]: z.infer<(typeof kinds)[Kind]['schema']>}[EntryKind];

/** As a plain table: by name. */
const TABLE: {readonly [Kind in EntryKind]: (typeof kinds)[Kind]} = {...kinds};

const KINDS = Object.keys(TABLE) as readonly EntryKind[];

/** The schemas of all kinds, for reading and for the documents. */
export const ENTRY_SCHEMAS = Object.values(TABLE).map(({schema}) => schema);

/** A kind that is not in the table becomes `unknown`, without its `became`. */
const Later = z.pipe(
  z.object({...entryFields, kind: z.string().check(z.refine(kind => !Object.hasOwn(TABLE, kind)))}),
  z.transform(({seq, id, sender, sentAtMs}) => ({seq, id, sender, sentAtMs, kind: 'unknown' as const})),
);

const Known = z.discriminatedUnion('kind', ENTRY_SCHEMAS as [(typeof ENTRY_SCHEMAS)[number]]);

export const Entry = z.union([Known, Later]) as z.ZodMiniType<Entry>;

/** The key of the table is the entry's own kind, so its traits take this entry; the compiler cannot follow the pair. */
const traitsOf = (entry: Entry): Traits<Entry> => TABLE[entry.kind] as unknown as Traits<Entry>;

/** Empty for the kinds that have none. */
export const textOf = (entry: Entry): string => ('text' in entry ? entry.text : '');

/** Its text, or its equivalent such as the name of a file; empty for kinds without text. */
export const saidTextOf = (entry: Entry): string => traitsOf(entry).says?.read(entry) ?? textOf(entry);

/** The same entry with another text; for a kind without text the entry itself. */
export function withSaidText(entry: Entry, words: string): Entry {
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
const SAID: ReadonlySet<string> = new Set(COUNTED_KINDS.filter(name => !OPEN_KINDS.has(name)));
export const isSaid = ({kind}: Pick<Entry, 'kind'>): boolean => SAID.has(kind);

const WITH_WORDS: ReadonlySet<string> = new Set(KINDS.filter(name => TABLE[name].hasWords));
type WordsKind = {[Kind in EntryKind]: (typeof kinds)[Kind]['hasWords'] extends true ? Kind : never}[EntryKind];

/** A text message, which can be forwarded, and edited by its sender. */
export const hasWords = <Given extends {kind: EntryKind}>(entry: Given): entry is Extract<Given, {kind: WordsKind}> =>
  WITH_WORDS.has(entry.kind);

/** The kinds of messages from people, unencrypted or encrypted. */
export const WRITTEN_KINDS = COUNTED_KINDS.filter(name => TABLE[name].hasWords || OPEN_KINDS.has(name));

/** The text that a person wrote; `undefined` for all other kinds. */
export const wordsOf = (entry: {kind: EntryKind; text?: string}): string | undefined =>
  WITH_WORDS.has(entry.kind) ? entry.text : undefined;

const ALONE: ReadonlySet<string> = new Set(KINDS.filter(name => TABLE[name].place === 'alone'));
/** The kinds that are drawn in separate rows. */
export type AloneKind = {[Kind in EntryKind]: (typeof kinds)[Kind]['place'] extends 'quiet' ? never : Kind}[EntryKind];
export const isAlone = (entry: Entry): boolean => ALONE.has(entry.kind);

/** Its effect on the membership of the room; absent when there is none. */
export const memberChangeOf = (entry: Entry): MemberChange | undefined => traitsOf(entry).member?.(entry);

/** Verb for what its sender did, for kinds that are combined with their neighbours; absent for others. */
export const verbOf = (entry: Entry): string | undefined => traitsOf(entry).verb;

/** The entry with these names and seqs in place of those of other people and entries that it refers to; `sender` stays. */
export const withReferences = (entry: Entry, to: References): Entry => traitsOf(entry).referring?.(entry, to) ?? entry;

/** Contains `@room`, or `@here` while this person was online. @param me login name */
export const isForAll = (entry: Entry, me: string): boolean =>
  'mentionsAll' in entry && entry.mentionsAll === true && (entry.here === undefined || entry.here.includes(me));

/** Whose inbox it is in besides the mentioned people: the other person's, or the sender's of the entry with this seq. */
export function inboxOf(entry: {kind: EntryKind}): 'partner' | number | undefined {
  const of = (TABLE[entry.kind] as unknown as Traits<unknown>).inbox?.of;
  return typeof of === 'function' ? of(entry) : of;
}

/** The reason why it is in the inbox of somebody whom it does not mention. */
export const inboxReasonOf = (entry: Entry): InboxReason => traitsOf(entry).inbox?.reason ?? 'mention';

/** The key by which later entries refer to this one; absent when none can. */
const keyOf = (entry: Entry): string | undefined => traitsOf(entry).key?.(entry);

/** The room's facts after this entry; the same object when it changes nothing. */
export function foldRoom<Facts extends RoomFacts>(facts: Facts, entry: Entry): Facts {
  const changed = traitsOf(entry).foldRoom?.(facts, entry);
  return changed === undefined ? facts : {...facts, ...changed};
}

/** What became of offered files, by id. */
export type FileStatuses = ReadonlyMap<string, FileStatus>;

/** The statuses after these entries, given in order; the same map when none is about a file. */
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

/** Seq of the earlier entry that this one changes; absent where it changes none. */
export function changedSeqOf(entry: Entry): number | undefined {
  const seq = traitsOf(entry).changes?.of(entry);
  return seq !== undefined && seq < entry.seq ? seq : undefined;
}

/** `target` after `entry`, which changes it; the same object when that change is already included. */
export function become(target: Entry, entry: Entry, me: string): Entry {
  const {changes} = traitsOf(entry);
  if (changes === undefined || entry.seq <= (target.became?.asOfSeq ?? 0) || target.kind === 'gone') return target;
  const after = changes.become(target, entry, me);
  // The kinds change an entry only into one that is in the table.
  return {...after, became: {...after.became, asOfSeq: entry.seq}} as Entry;
}

/** Seq of the message that this one answers, or of the first one of its thread. */
export const answeredSeqOf = (entry: Entry): number | undefined =>
  entry.kind === 'message' ? (entry.replyTo?.seq ?? entry.threadOf) : undefined;
