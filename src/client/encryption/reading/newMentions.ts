/** Finds edits that mention the reader for the first time; the server, which cannot read the text, cannot. */
import {type Entry, hasWords} from '../../../shared/entries/entry.ts';
import {mentions} from '../../../shared/words/mention.ts';
import {isMention} from '../../state/room/unreadCounts.ts';

type Edited = Extract<Entry, {kind: 'edited'}>;

export interface Earlier {
  me: () => string;
  /** Seqs of the edits and other changes of an entry that were seen here. */
  changesOf: (roomId: number, seq: number) => readonly number[];
  /** Entries in their original form, decrypted. */
  show: (roomId: number, seqs: readonly number[]) => Promise<readonly Entry[]>;
}

/** @returns the same entries; an edit is marked if it mentions the reader for the first time */
export type NewMentions = (roomId: number, entries: Entry[]) => Promise<Entry[]>;

/** Maximum number of earlier entries looked up for one page; messages with more edits cause no mention. */
const EARLIER_MAX = 500;
/** Cached messages with the seq of their first mention, so that further edits need no look-up. */
const REMEMBERED_MAX = 1_000;

export function openNewMentions({me: nameOf, changesOf, show}: Earlier): NewMentions {
  const firstOf = new Map<string, number>();
  return async (roomId, entries) => {
    const me = nameOf();
    const key = (of: number) => `${me} ${roomId} ${of}`;
    const naming = entries.filter(
      (entry): entry is Edited => entry.kind === 'edited' && entry.sender !== me && mentions(entry.text, me),
    );
    const isNew = ({of, seq}: Edited) => seq <= (firstOf.get(key(of)) ?? Infinity);
    const asked = naming.filter(isNew);
    if (asked.length === 0) return entries;
    const here = new Set(entries.map(({seq}) => seq));
    const targets = new Set<number>();
    const wanted = new Set<number>();
    for (const {of} of asked) {
      const missing = [of, ...changesOf(roomId, of)].filter(seq => !here.has(seq));
      if (wanted.size + missing.length > EARLIER_MAX) continue;
      targets.add(of);
      for (const seq of missing) wanted.add(seq);
    }
    const known = [...entries, ...(wanted.size === 0 ? [] : await show(roomId, [...wanted]))];
    const found = new Map<number, number>();
    for (const entry of known) {
      const of = entry.kind === 'edited' ? entry.of : entry.seq;
      const isNaming = entry.kind === 'edited' ? mentions(entry.text, me) : isMention(entry, me);
      if (targets.has(of) && isNaming) found.set(of, Math.min(entry.seq, found.get(of) ?? Infinity));
    }
    if (firstOf.size + found.size > REMEMBERED_MAX) firstOf.clear();
    for (const [of, seq] of found) firstOf.set(key(of), seq);
    // Edits of deleted messages do not notify.
    const texts = new Set(known.filter(hasWords).map(({seq}) => seq));
    return entries.map(entry =>
      entry.kind === 'edited' && texts.has(entry.of) && found.get(entry.of) === entry.seq
        ? {...entry, mentioned: [me]}
        : entry,
    );
  };
}
