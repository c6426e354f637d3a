/**
 * A room's log in pieces: each begins with one message (or file, topic, …) and holds everything quiet up to the next.
 * Pieces are drawn when they are looked at, from the newest up, and kept while nothing about them changed.
 */
import type {Aside, RoomState} from '../../client/state/state.ts';
import {fateOf, isAlone, type Entry} from '../../shared/entry.ts';
import {display} from '../../shared/text/text.ts';
import {ruleRow, systemRows} from './chatLine.ts';
import {dayNameOf, dayOf, timeOf} from '../rows/clock.ts';
import {entryRows, pendingRows, type Look, type SolidEntry} from './entryRows.ts';
import {presenceChangeOf, quietRows, type PresenceChange} from './quietRows.ts';

export interface Timeline {
  one: RoomState;
  look: Look;
}

const isSolid = (entry: Entry | undefined): entry is SolidEntry => entry !== undefined && isAlone(entry);

/** Where the piece begins that holds this entry; -1 for what comes before the first solid one. */
export function pieceAt({one: {entries}}: Timeline, index: number): number {
  let at = Math.min(index, entries.length - 1);
  while (at >= 0 && !isSolid(entries[at])) at--;
  return at;
}

/** The piece below; absent after the last. */
export function pieceBelow({one: {entries}}: Timeline, piece: number): number | undefined {
  for (let at = piece + 1; at < entries.length; at++) if (isSolid(entries[at])) return at;
  return undefined;
}

export const pieceAbove = (timeline: Timeline, piece: number): number | undefined =>
  piece < 0 ? undefined : pieceAt(timeline, piece - 1);

/** Seq that names a piece from outside; 0 for the one before all. */
export const seqOfPiece = ({one: {entries}}: Timeline, piece: number): number => entries[piece]?.seq ?? 0;

/** The log has no gaps, so the place follows from the seq. */
export function pieceOfSeq(timeline: Timeline, seq: number): number {
  const first = timeline.one.entries[0]?.seq;
  return first === undefined || seq < first ? -1 : pieceAt(timeline, seq - first);
}

interface Kept {
  key: string;
  look: Look;
  asides: readonly Aside[] | undefined;
  rows: string[];
}
const kept = new WeakMap<Entry, Kept>();

export function rowsOfPiece(timeline: Timeline, piece: number): string[] {
  const {entries} = timeline.one;
  const entry = entries[piece];
  const end = pieceBelow(timeline, piece) ?? entries.length;
  if (!isSolid(entry)) return quietRowsBetween(timeline, piece, end);
  const fate = fateOf(timeline.one.fates, entry);
  const rules = rulesAbove(timeline, piece, entry);
  const asides = asidesBetween(timeline, piece, end);
  const key = `${end - piece}:${rules}:${fate.file}:${fate.declinedBy.length}:${asides?.length ?? 0}:${asides?.at(-1)?.atMs ?? 0}`;
  const known = kept.get(entry);
  if (known !== undefined && known.key === key && known.look === timeline.look) return known.rows;
  const rows = [
    ...ruleRows(rules, entry, timeline.look),
    ...entryRows(entry, timeline.look, fate),
    ...quietRowsBetween(timeline, piece, end),
  ];
  kept.set(entry, {key, look: timeline.look, asides, rows});
  return rows;
}

/** What goes above an entry: `d` a day line, `n` the *new* line. */
function rulesAbove(timeline: Timeline, piece: number, entry: SolidEntry): string {
  const {entries, newAfterSeq} = timeline.one;
  const above = pieceAt(timeline, piece - 1);
  const before = entries[above];
  const isNewDay = before === undefined || dayOf(before.sentAtMs) !== dayOf(entry.sentAtMs);
  let isFirstNew = false;
  if (newAfterSeq !== undefined && entry.seq > newAfterSeq) {
    isFirstNew = above < 0 ? (entries[0]?.seq ?? 0) <= newAfterSeq + 1 : seqOfPiece(timeline, above) <= newAfterSeq;
  }
  return (isNewDay ? 'd' : '') + (isFirstNew ? 'n' : '');
}

/** How many rules stand above the text of a piece. */
export function ruleCount(timeline: Timeline, piece: number): number {
  const entry = timeline.one.entries[piece];
  return isSolid(entry) ? rulesAbove(timeline, piece, entry).length : 0;
}

function ruleRows(rules: string, entry: SolidEntry, {columns, theme}: Look): string[] {
  const rows: string[] = [];
  if (rules.includes('d')) rows.push(ruleRow(dayNameOf(entry.sentAtMs), columns - 1, theme.dim));
  if (rules.includes('n')) rows.push(ruleRow('new', columns - 1, theme.bold));
  return rows;
}

/** Asides by the entry they follow; made once for each list of them. */
const asideTables = new WeakMap<readonly Aside[], Map<number, Aside[]>>();

function asideTable(asides: readonly Aside[]): Map<number, Aside[]> {
  const known = asideTables.get(asides);
  if (known !== undefined) return known;
  const table = Map.groupBy(asides, ({afterSeq}) => afterSeq);
  asideTables.set(asides, table);
  return table;
}

/** In a piece that ends the log, asides may follow an entry that is not there yet. */
function asidesAfter(timeline: Timeline, index: number): readonly Aside[] | undefined {
  const {entries, asides} = timeline.one;
  if (asides.length === 0) return undefined;
  const seq = entries[index]?.seq;
  if (index === entries.length - 1) return asides.filter(({afterSeq}) => afterSeq >= (seq ?? 0));
  return seq === undefined ? undefined : asideTable(asides).get(seq);
}

function asidesBetween(timeline: Timeline, piece: number, end: number): readonly Aside[] | undefined {
  let found: readonly Aside[] | undefined;
  for (let at = piece; at < end; at++) {
    const asides = asidesAfter(timeline, at);
    if (asides !== undefined && asides.length > 0) found = found === undefined ? asides : [...found, ...asides];
  }
  return found;
}

function quietRowsBetween(timeline: Timeline, piece: number, end: number): string[] {
  const {one, look} = timeline;
  const rows: string[] = [];
  let presenceChanges: PresenceChange[] = [];
  const fold = () => {
    rows.push(...quietRows(presenceChanges, look));
    presenceChanges = [];
  };
  for (let at = piece; at < end; at++) {
    const entry = one.entries[at];
    if (entry?.kind === 'joined' || entry?.kind === 'left') {
      presenceChanges.push({name: entry.sender, atMs: entry.sentAtMs, verb: entry.kind, words: ''});
    }
    for (const aside of asidesAfter(timeline, at) ?? []) {
      if (aside.kind === 'presence') presenceChanges.push(presenceChangeOf(aside));
      else {
        fold();
        rows.push(...noticeRows(aside, look));
      }
    }
  }
  fold();
  return rows;
}

function noticeRows({atMs, level, text}: Extract<Aside, {kind: 'notice'}>, {widths, theme}: Look): string[] {
  const paint = level === 'error' ? theme.bad : level === 'warning' ? theme.warning : theme.dim;
  const sign = level === 'info' ? 'i' : '!';
  return systemRows({atMs: timeOf(atMs), sign, text: display(text, 'line'), paint}, widths, theme);
}

/** Own messages on their way, below everything else. */
export const rowsOfTail = ({one, look}: Timeline): string[] =>
  one.pending.flatMap(message => pendingRows(message, look));
