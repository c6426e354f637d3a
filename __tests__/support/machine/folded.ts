/**
 * What became of the entries of a log, worked out from the log and from what was tried alone, without the program's own code; and
 * what is stored or shown otherwise.
 */
import type {Entry} from '../../../src/shared/entries/entry.ts';
import type {Attempt, StoredRoom} from './ledger.ts';

interface Folded {
  entry: Entry;
  /** Undefined where nobody here has written it. */
  text: string | undefined;
  isGone: boolean;
  edits: number;
  /** By emoji: who has given it. */
  reactions: Map<string, Set<string>>;
  pinnedBy: string | undefined;
  replies: number;
}

/** By seq: what was said, and what was done to it since. */
export function foldLog({roomId, entries}: StoredRoom, attempts: readonly Attempt[]): Map<number, Folded> {
  const textById = new Map(
    attempts.filter(one => one.roomId === roomId).map(one => [`${one.sender} ${one.clientMsgId}`, one.text]),
  );
  const folded = new Map<number, Folded>();
  for (const entry of entries) {
    const of = 'of' in entry ? folded.get(entry.of) : undefined;
    if (entry.kind === 'message' || entry.kind === 'action' || entry.kind === 'gone') {
      folded.set(entry.seq, {
        entry,
        text: textById.get(`${entry.sender} ${entry.id}`),
        isGone: false,
        edits: 0,
        reactions: new Map(),
        pinnedBy: undefined,
        replies: 0,
      });
      const root = 'threadOf' in entry && entry.threadOf !== undefined ? folded.get(entry.threadOf) : undefined;
      if (root !== undefined) root.replies++;
    } else if (of === undefined || of.isGone) continue;
    else if (entry.kind === 'edited') {
      of.text = entry.text;
      of.edits++;
    } else if (entry.kind === 'deleted') of.isGone = true;
    else if (entry.kind === 'pinned') of.pinnedBy = entry.isOn ? entry.sender : undefined;
    else if (entry.kind === 'reacted') {
      const givers = of.reactions.get(entry.emoji) ?? new Set<string>();
      of.reactions.set(entry.emoji, givers);
      if (entry.isOn) givers.add(entry.sender);
      else givers.delete(entry.sender);
      if (givers.size === 0) of.reactions.delete(entry.emoji);
    }
  }
  return folded;
}

/** How this entry, as it is stored, differs from what was done to it. */
export function wronglyStored({entry, text, isGone}: Folded): string[] {
  if (isGone !== (entry.kind === 'gone')) return [`is ${entry.kind}, and was ${isGone ? '' : 'not '}deleted`];
  if (isGone || text === undefined || !('text' in entry) || entry.text === text) return [];
  return [`says ‘${entry.text}’ instead of ‘${text}’`];
}

/** How it is shown to this person otherwise than it became. */
export function wronglyShown(shown: Entry, one: Folded, person: string): string[] {
  if (one.isGone || shown.kind === 'gone')
    return one.isGone === (shown.kind === 'gone')
      ? []
      : [`is shown as ${shown.kind}, and was ${one.isGone ? '' : 'not '}deleted`];
  const {edited, reactions = [], pinnedBy, replies} = shown.became ?? {};
  const given = (all: readonly (readonly [string, number, boolean])[]) =>
    all
      .map(parts => parts.join(' '))
      .toSorted()
      .join(', ');
  const wanted = given([...one.reactions].map(([emoji, givers]) => [emoji, givers.size, givers.has(person)] as const));
  const seen = given(reactions.map(({emoji, count, isMine}) => [emoji, count, isMine] as const));
  return [
    ...(one.text !== undefined && 'text' in shown && shown.text !== one.text ? [`says ‘${shown.text}’`] : []),
    ...((edited?.count ?? 0) === one.edits ? [] : [`has ${edited?.count ?? 0} edits of ${one.edits}`]),
    ...(seen === wanted ? [] : [`has the reactions ‘${seen}’ instead of ‘${wanted}’`]),
    ...(pinnedBy === one.pinnedBy
      ? []
      : [`is pinned by ${pinnedBy ?? 'nobody'} instead of ${one.pinnedBy ?? 'nobody'}`]),
    ...((replies?.count ?? 0) === one.replies ? [] : [`has ${replies?.count ?? 0} answers of ${one.replies}`]),
  ];
}
