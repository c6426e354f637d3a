/** Applies later entries to earlier ones: edits, deletions, reactions, pins, replies. */
import {become, changedSeqOf, type Entry} from '../../../shared/entries/entry.ts';
import type {RoomState} from '../state.ts';

/**
 * Applies `events`, in order, to consecutive entries; returns the same array if nothing changes. The text of a deleted
 * message is also removed from its edits.
 */
export function foldChanges(entries: readonly Entry[], events: readonly Entry[], me: string): readonly Entry[] {
  const firstSeq = entries[0]?.seq;
  if (firstSeq === undefined) return entries;
  let changed: Entry[] | undefined;
  const put = (at: number, entry: Entry) => {
    if (entries[at] === undefined || (changed ?? entries)[at] === entry) return;
    changed ??= [...entries];
    changed[at] = entry;
  };
  for (const event of events) {
    const seq = changedSeqOf(event);
    if (seq === undefined) continue;
    const target = (changed ?? entries)[seq - firstSeq];
    if (target !== undefined) put(seq - firstSeq, become(target, event, me));
    if (event.kind !== 'deleted') continue;
    for (let at = Math.max(0, seq + 1 - firstSeq); at < Math.min(entries.length, event.seq - firstSeq); at++) {
      const edit = (changed ?? entries)[at];
      if (edit?.kind === 'edited' && edit.of === seq && edit.text !== '') put(at, {...edit, text: ''});
    }
  }
  return changed ?? entries;
}

/** Applies events to older pieces and quoted messages. */
export function piecesAfter(
  {older, quoted}: Pick<RoomState, 'older' | 'quoted'>,
  events: readonly Entry[],
  me: string,
): Pick<RoomState, 'older' | 'quoted'> {
  if (!events.some(event => changedSeqOf(event) !== undefined)) return {older, quoted};
  const after = older.map(piece => foldChanges(piece, events, me));
  const isSame = after.every((piece, at) => piece === older[at]);
  return {older: isSame ? older : after, quoted: quotedAfter(quoted, events, me)};
}

/** Applies events to quoted messages; returns the same map if nothing changes. */
export function quotedAfter(quoted: RoomState['quoted'], events: readonly Entry[], me: string): RoomState['quoted'] {
  if (quoted.size === 0) return quoted;
  let changed: Map<number, Entry> | undefined;
  for (const event of events) {
    const seq = changedSeqOf(event);
    const target = seq === undefined ? undefined : (changed ?? quoted).get(seq);
    if (seq === undefined || target === undefined) continue;
    changed ??= new Map(quoted);
    changed.set(seq, become(target, event, me));
  }
  return changed ?? quoted;
}
