/**
 * Splits a room's log into pieces: one starts at each entry with rows of its own or at a gap, and includes the quiet entries up
 * to the next. Pieces are drawn on demand from the newest up, and cached until something about them changes.
 */
import {isIgnored} from '../../client/state/room/ignored.ts';
import {entryOf, heldEntries, isAfterGap as isAfterJump, placeOfSeq} from '../../client/state/room/pieces.ts';
import type {Aside, RoomState} from '../../client/state/state.ts';
import {fileStatusOf, isAlone, type Entry, isMessageOrFile, verbOf} from '../../shared/entries/entry.ts';
import {grouped} from '../../shared/text/figures.ts';
import {display} from '../../shared/text/safeText.ts';
import {aroundKey, type Around, type Original} from './rows/aroundRows.ts';
import {ruleRow, selectedRow, systemRows, type Look} from './rows/chatLine.ts';
import {dayNameOf, dayOf, timeOf} from '../rows/clock.ts';
import {entryRows, pendingRows, messageHead, type SolidEntry} from './rows/entryRows.ts';
import {pictureRows} from './rows/fileRows.ts';
import {quietChangeOf, quietRows, type QuietChange} from './rows/quietRows.ts';

export interface Timeline {
  one: RoomState;
  look: Look;
  /** Seq of the message that is selected by keys. */
  selectedSeq?: number | undefined;
  /** Seq of the other end of a selected range. */
  rangeSeq?: number | undefined;
  /** Seq of the jump target, which is highlighted. */
  markedSeq?: number | undefined;
}

/** Whether the entry has rows of its own; entries of blocked senders have none. */
const isSolid = (one: RoomState, entry: Entry | undefined): entry is SolidEntry =>
  entry !== undefined && isAlone(entry) && !isIgnored(one, entry);

/** All loaded entries, oldest first; a jump in the seqs is a gap. */
export const entriesOf = ({one}: Timeline): readonly Entry[] => heldEntries(one);

/** Whether entries are missing before this index; threads have no gaps. */
export const isAfterGap = ({threadOf}: RoomState, entries: readonly Entry[], at: number): boolean =>
  threadOf === undefined && isAfterJump(entries, at);

const begins = (one: RoomState, entries: readonly Entry[], at: number): boolean =>
  isSolid(one, entries[at]) || isAfterGap(one, entries, at);

/** Index at which the piece with this entry begins; -1 for what precedes the first piece. */
export function pieceAt(timeline: Timeline, index: number): number {
  const entries = entriesOf(timeline);
  let at = Math.min(index, entries.length - 1);
  while (at >= 0 && !begins(timeline.one, entries, at)) at--;
  return at;
}

/** The next piece below; absent after the last. */
export function pieceBelow(timeline: Timeline, piece: number): number | undefined {
  const entries = entriesOf(timeline);
  for (let at = piece + 1; at < entries.length; at++) if (begins(timeline.one, entries, at)) return at;
  return undefined;
}

export const pieceAbove = (timeline: Timeline, piece: number): number | undefined =>
  piece < 0 ? undefined : pieceAt(timeline, piece - 1);

/** Seq that identifies a piece outside this file; 0 for what precedes the first piece. */
export const seqOfPiece = (timeline: Timeline, piece: number): number => entriesOf(timeline)[piece]?.seq ?? 0;

export const pieceOfSeq = (timeline: Timeline, seq: number): number =>
  pieceAt(timeline, placeOfSeq(entriesOf(timeline), seq));

interface Kept {
  key: string;
  look: Look;
  asides: readonly Aside[] | undefined;
  rows: string[];
  /** The rows that belong to the entry itself, without rules above and quiet entries below. */
  ownFrom: number;
  ownTo: number;
  around: Around;
}
const kept = new WeakMap<Entry, Kept>();

export function rowsOfPiece(timeline: Timeline, piece: number): string[] {
  const entries = entriesOf(timeline);
  const entry = entries[piece];
  const end = pieceBelow(timeline, piece) ?? entries.length;
  if (!isSolid(timeline.one, entry)) return [...gapRows(timeline, piece), ...quietRowsBetween(timeline, piece, end)];
  const status = fileStatusOf(timeline.one.fileStatuses, entry);
  const rules = rulesAbove(timeline, piece, entry);
  const asides = asidesBetween(timeline, piece, end);
  const missing = missingBefore(timeline.one, entries, piece);
  const around = {...aroundOf(timeline.one, entry), isGrouped: rules === '' && isGrouped(timeline, piece, entry)};
  const isSelected = isChosen(timeline, entry.seq);
  const isMarked = entry.seq === timeline.markedSeq;
  const key =
    `${isMarked ? 'm' : ''}${isSelected ? 's' : ''}${aroundKey(around)}:${end - piece}:${rules}:${missing}:` +
    `${status.state}:${status.declinedBy.length}:${asides?.length ?? 0}:${asides?.at(-1)?.atMs ?? 0}`;
  const known = kept.get(entry);
  if (known !== undefined && known.key === key && known.look === timeline.look) return known.rows;
  const own = entryRows(entry, isMarked ? marked(timeline.look) : timeline.look, status, around);
  const aboveOwn = [...gapRows(timeline, piece), ...ruleRows(rules, entry, timeline.look)];
  const rows = [
    ...aboveOwn,
    ...(isSelected ? own.map(row => selectedRow(row, timeline.look)) : own),
    ...pictureRows(entry, timeline.one.room.roomId, timeline.look, status),
    ...quietRowsBetween(timeline, piece, end),
  ];
  const ownFrom = aboveOwn.length;
  const ownTo = ownFrom + own.length;
  kept.set(entry, {key, look: timeline.look, asides, rows, ownFrom, ownTo, around});
  return rows;
}

/**
 * Sender and time for a row of a piece; absent for its first row, which shows them already, and for rows that are not part of a
 * message.
 */
export function headAt(timeline: Timeline, piece: number, row: number): string | undefined {
  const entry = entriesOf(timeline)[piece];
  if (!isSolid(timeline.one, entry)) return undefined;
  const {ownFrom, ownTo, around} = kept.get(entry) ?? {ownFrom: 0, ownTo: 0};
  const isBelowHead = around?.isGrouped === true ? row >= ownFrom : row > ownFrom;
  return isBelowHead && row < ownTo ? messageHead(entry, timeline.look) : undefined;
}

const isChosen = ({selectedSeq, rangeSeq = selectedSeq}: Timeline, seq: number): boolean =>
  selectedSeq !== undefined &&
  rangeSeq !== undefined &&
  seq >= Math.min(selectedSeq, rangeSeq) &&
  seq <= Math.max(selectedSeq, rangeSeq);

/** The rows of a piece that belong to its entry; absent if it has none. */
export function ownRowsOf(timeline: Timeline, piece: number): OwnRows | undefined {
  const entry = entriesOf(timeline)[piece];
  if (!isSolid(timeline.one, entry)) return undefined;
  const rows = rowsOfPiece(timeline, piece);
  const {ownFrom: from = 0, ownTo: to = 0, around = NOTHING} = kept.get(entry) ?? {};
  return {entry, from, to, around, rows};
}

export interface OwnRows {
  entry: SolidEntry;
  /** Index of the first row, and of the row after the last. */
  from: number;
  to: number;
  around: Around;
  /** All rows of the piece. */
  rows: readonly string[];
}

/** Look of the jump target: time and gutter are inverse. */
const marked = (look: Look): Look => ({...look, theme: {...look.theme, dim: look.theme.selected}});

/** Number of missing entries between this index and the one before. */
const missingBefore = (one: RoomState, entries: readonly Entry[], at: number): number =>
  isAfterGap(one, entries, at) ? (entries[at]?.seq ?? 0) - (entries[at - 1]?.seq ?? 0) - 1 : 0;

/** Messages of one sender within the same five minutes form a run, which shows sender and time once. */
const RUN_MS = 5 * 60_000;

/** An action (`/me`) names its sender in its own text, so it is not grouped. */
const isUnderName = (entry: Entry): boolean => isMessageOrFile(entry) && entry.kind !== 'action';

interface Part {
  sender: string;
  sentAtMs: number;
}

/** Runs begin at multiples of five minutes on the clock, so that only the entry directly above has to be looked at. */
const isSameRun = (above: Part, part: Part): boolean =>
  above.sender === part.sender && Math.floor(above.sentAtMs / RUN_MS) === Math.floor(part.sentAtMs / RUN_MS);

/** Whether the entry continues the run of the same sender directly above it. */
function isGrouped(timeline: Timeline, piece: number, entry: SolidEntry): boolean {
  const entries = entriesOf(timeline);
  if (!isUnderName(entry) || isAfterGap(timeline.one, entries, piece)) return false;
  const at = pieceAt(timeline, piece - 1);
  const above = entries[at];
  if (above === undefined || !isUnderName(above) || !isSolid(timeline.one, above) || !isSameRun(above, entry))
    return false;
  return quietRowsBetween(timeline, at, piece).length === 0;
}

/** Placeholder of a gap, visible only briefly, because a gap in sight is loaded. */
function gapRows(timeline: Timeline, piece: number): string[] {
  const missing = missingBefore(timeline.one, entriesOf(timeline), piece);
  const {columns, theme} = timeline.look;
  return missing <= 0 ? [] : [ruleRow(`loading ${grouped(missing)} more…`, columns - 1, theme.dim)];
}

/** Collects what the room knows about an entry besides the entry itself. */
function aroundOf(one: RoomState, entry: SolidEntry): Around {
  const {quoted, pending, threadOf, lock} = one;
  const waiting =
    pending.length === 0 ? pending : pending.filter(({messageAction}) => messageAction?.seq === entry.seq);
  const facts = {waiting, isInThread: threadOf !== undefined, isClaimed: lock?.kind === 'sealed'};
  if (entry.kind !== 'message' || (entry.replyTo === undefined && entry.threadOf === undefined)) return facts;
  const quotedAt = (seq: number | undefined): Original | undefined => {
    const found = seq === undefined ? undefined : (entryOf(one, seq) ?? quoted.get(seq));
    return found !== undefined && isIgnored(one, found) ? 'blocked' : found;
  };
  return {...facts, answered: quotedAt(entry.replyTo?.seq), root: quotedAt(entry.threadOf)};
}

const NOTHING: Around = {};

/** Rules above an entry: `d` a day line, `n` the *new* line. */
function rulesAbove(timeline: Timeline, piece: number, entry: SolidEntry): string {
  const before = entriesOf(timeline)[pieceAt(timeline, piece - 1)];
  const isNewDay = before === undefined || dayOf(before.sentAtMs) !== dayOf(entry.sentAtMs);
  return (isNewDay ? 'd' : '') + (isFirstNew(timeline, piece, entry) ? 'n' : '');
}

/** Whether the *new* line goes above this entry; the user's own messages are not new. */
function isFirstNew(timeline: Timeline, piece: number, entry: SolidEntry): boolean {
  const {one, look} = timeline;
  const {newAfterSeq} = one;
  const entries = entriesOf(timeline);
  if (newAfterSeq === undefined || entry.seq <= newAfterSeq || entry.sender === look.me) return false;
  if (isAfterGap(one, entries, piece)) return entry.seq === newAfterSeq + 1;
  let above = pieceAt(timeline, piece - 1);
  while (above >= 0 && seqOfPiece(timeline, above) > newAfterSeq && entries[above]?.sender === look.me) {
    if (isAfterGap(one, entries, above)) return seqOfPiece(timeline, above) === newAfterSeq + 1;
    above = pieceAt(timeline, above - 1);
  }
  return above < 0 ? (entries[0]?.seq ?? 0) <= newAfterSeq + 1 : seqOfPiece(timeline, above) <= newAfterSeq;
}

/** Number of rule rows above the text of a piece. */
export function ruleCount(timeline: Timeline, piece: number): number {
  const entry = entriesOf(timeline)[piece];
  const gaps = gapRows(timeline, piece).length;
  return isSolid(timeline.one, entry) ? gaps + rulesAbove(timeline, piece, entry).length : gaps;
}

function ruleRows(rules: string, entry: SolidEntry, {columns, theme}: Look): string[] {
  const rows: string[] = [];
  if (rules.includes('d')) rows.push(ruleRow(dayNameOf(entry.sentAtMs), columns - 1, theme.dim));
  if (rules.includes('n')) rows.push(ruleRow('new', columns - 1, theme.bold));
  return rows;
}

/** Asides grouped by the entry they follow; cached per list. */
const asideTables = new WeakMap<readonly Aside[], Map<number, Aside[]>>();

function asideTable(asides: readonly Aside[]): Map<number, Aside[]> {
  const known = asideTables.get(asides);
  if (known !== undefined) return known;
  const table = Map.groupBy(asides, ({afterSeq}) => afterSeq);
  asideTables.set(asides, table);
  return table;
}

/** Asides after the last loaded entry may refer to an entry that is not loaded yet. */
function asidesAfter(timeline: Timeline, index: number): readonly Aside[] | undefined {
  const {asides} = timeline.one;
  const entries = entriesOf(timeline);
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
  const {look} = timeline;
  const entries = entriesOf(timeline);
  const rows: string[] = [];
  let quietChanges: QuietChange[] = [];
  const fold = () => {
    rows.push(...quietRows(quietChanges, look));
    quietChanges = [];
  };
  for (let at = piece; at < end; at++) {
    const entry = entries[at];
    const verb = entry && verbOf(entry);
    if (entry !== undefined && verb !== undefined && !isIgnored(timeline.one, entry))
      quietChanges.push({name: entry.sender, atMs: entry.sentAtMs, isPresence: false, verb, words: ''});
    for (const aside of asidesAfter(timeline, at) ?? []) {
      if (aside.kind === 'presence') quietChanges.push(quietChangeOf(aside));
      else {
        fold();
        rows.push(...noticeRows(aside, look));
      }
    }
  }
  fold();
  return rows;
}

/** A taller notice also uses the name column. */
const NOTICE_ROWS_MAX = 2;

function noticeRows({atMs, level, text}: Extract<Aside, {kind: 'notice'}>, {widths, theme}: Look): string[] {
  const paint = level === 'error' ? theme.bad : level === 'warning' ? theme.warning : theme.dim;
  const line = {atMs: timeOf(atMs), sign: level === 'info' ? 'i' : '!', text: display(text, 'line'), paint};
  const rows = systemRows(line, widths, theme);
  if (rows.length <= NOTICE_ROWS_MAX || widths.nick === 0) return rows;
  const wide = systemRows(line, {...widths, nick: 0, text: widths.text + widths.nick}, theme);
  return wide.length < rows.length ? wide : rows;
}

/** Rows of the user's pending messages, below everything else. */
export function rowsOfTail(timeline: Timeline): string[] {
  const {one, look} = timeline;
  const entries = entriesOf(timeline);
  const newest = entries.at(-1);
  const hasAsides = (asidesAfter(timeline, entries.length - 1) ?? []).length > 0;
  let above: Part | undefined = newest !== undefined && isUnderName(newest) && !hasAsides ? newest : undefined;
  return one.pending.flatMap(message => {
    if (message.messageAction !== undefined) return [];
    const part = {sender: look.me, sentAtMs: message.writtenAtMs};
    const rows = pendingRows(message, look, above !== undefined && isSameRun(above, part));
    above = message.kind === 'action' || message.status === 'failed' ? undefined : part;
    return rows;
  });
}
