/** What a deletion removes of a message: text, edits, mentions, reactions, pins and stars; its seq in the log stays. */
import {hasWords} from '../../../../shared/entries/entry.ts';
import type {Committed} from '../../../storeContract/store.ts';
import type {Mentions} from '../inbox/mentions.ts';
import type {HighlightWords} from '../inbox/highlights.ts';
import type {Sqlite} from '../sqlite.ts';
import type {Found, Targets} from './targets.ts';

/** Called inside a transaction, after the entry that records the deletion. */
export type Wipe = (found: Found, committed: Committed) => void;

export type WipeParts = Sqlite & {mentions: Mentions; highlightWords: HighlightWords};

export function openWiping({commits, mentions, database, highlightWords}: WipeParts, targets: Targets): Wipe {
  const dropReactions = database.statement('DELETE FROM reactions WHERE room_id = ? AND seq = ?');
  const dropStars = database.statement('DELETE FROM stars WHERE room_id = ? AND seq = ?');
  const dropPin = database.statement('DELETE FROM pins WHERE room_id = ? AND seq = ?');

  return (found, {roomId, entry}) => {
    const {seq} = found.row;
    for (const [name, atSeq] of mentionedIn(mentions, found)) mentions.remove(roomId, name, atSeq);
    // Also removes mentions by highlight words, because it is not known any more whose words matched at the time.
    if (isForMany(found) || highlightWords.isInUse()) mentions.removeAll(roomId, seq);
    targets.wipe(found, entry);
    for (const drop of [dropReactions, dropStars, dropPin]) drop.run(roomId, seq);
    commits.scrubSoon();
  };
}

const isForMany = ({entry}: Found): boolean => 'mentionsAll' in entry && entry.mentionsAll === true;

/** People reached by `@here`. */
export const hereOf = ({entry}: Found): readonly string[] => ('here' in entry ? entry.here : undefined) ?? [];

/** Whether it mentions the whole room, so that an edit cannot mention anybody else. */
export const isForWholeRoom = (found: Found): boolean => isForMany(found) && !('here' in found.entry);

export type Mentioned = readonly (readonly [name: string, seq: number])[];

/** Everybody ever mentioned in a message, with the seq of the first mention. */
export function mentionedIn(mentions: Mentions, {row, entry, kept}: Found): Mentioned {
  if (kept.mentioned !== undefined) return kept.mentioned;
  if (!hasWords(entry)) return [];
  const named = mentions.named({roomId: row.room_id, senderId: row.sender_id, text: entry.text});
  const answered = entry.kind === 'message' ? entry.replyTo?.sender : undefined;
  const all = answered === undefined || answered === entry.sender ? named : [...new Set([...named, answered])];
  return all.map(name => [name, row.seq] as const);
}
