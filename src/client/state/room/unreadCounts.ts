/** Counts unread entries and mentions of a room, and tracks its topic and members, in the same way as the server. */
import type {RoomRole} from '../../../shared/access/roles.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {isHighlighted} from '../../../shared/words/highlight.ts';
import {mentions} from '../../../shared/words/mention.ts';
import {type Room} from '../../../shared/model.ts';
import {foldRoom, isCounted, isForAll, wordsOf, type Entry, memberChangeOf} from '../../../shared/entries/entry.ts';
import {entriesBetween, entryOf} from './pieces.ts';
import {beginningOf} from './removed.ts';
import type {RoomState} from '../state.ts';

const capped = (count: number): number => Math.min(count, FIXED_LIMITS.unreadCountMax);

/** Whether an entry makes a room unread for this reader. */
export const isUnread = (entry: Entry, readSeq: number, me: string, ignored?: ReadonlySet<string>): boolean =>
  entry.seq > readSeq && entry.sender !== me && isCounted(entry) && ignored?.has(entry.sender) !== true;

/**
 * Whether an entry mentions the reader: by name, by a highlight word, or as a reply. A mention that was added by an edit
 * counts at the edit's entry, not at the message.
 */
export function isMention(entry: Entry, me: string, highlights?: RoomState['highlights']): boolean {
  if (entry.kind === 'edited') return entry.mentioned?.includes(me) === true;
  if (isForAll(entry, me)) return true;
  const words = wordsOf(entry) ?? '';
  const isOwnWord = isHighlighted(words, highlights);
  // An edit does not notify of highlight words, so the original message keeps its highlight.
  if (entry.became?.edited !== undefined)
    return entry.became.mentionedAtSeq === entry.seq || (isOwnWord && entry.became.mentionedAtSeq === undefined);
  return (entry.kind === 'message' && entry.replyTo?.sender === me) || mentions(words, me) || isOwnWord;
}

/** Counts unread entries and mentions in a page of ascending entries. */
export function countUnread(
  entries: readonly Entry[],
  readSeq: number,
  {me, ignored, highlights}: {me: string; ignored: RoomState['ignored']; highlights: RoomState['highlights']},
): {unread: number; mentions: number} {
  const count = {unread: 0, mentions: 0};
  let goneSeqs: ReadonlySet<number> | undefined;
  for (const entry of entries) {
    const isOthers = entry.sender !== me && ignored?.has(entry.sender) !== true;
    if (entry.kind === 'edited' && entry.seq > readSeq && isOthers && isMention(entry, me, highlights)) {
      goneSeqs ??= new Set(entries.flatMap(one => (one.kind === 'deleted' ? [one.of] : [])));
      if (!goneSeqs.has(entry.of)) count.mentions++;
    }
    if (!isUnread(entry, readSeq, me, ignored)) continue;
    count.unread++;
    if (isMention(entry, me, highlights)) count.mentions++;
  }
  return count;
}

/** The room's data after these entries, which continue the counted ones. */
function foldEntries(
  {room, ignored, highlights}: RoomState,
  entries: readonly Entry[],
  lost: Counts,
  me: string,
): Room {
  const added = countUnread(entries, room.readSeq, {me, ignored, highlights});
  const next = {
    ...room,
    unread: capped(Math.max(0, room.unread + added.unread - lost.unread)),
    mentions: capped(Math.max(0, room.mentions + added.mentions - lost.mentions)),
  };
  return entries.reduce((folded, entry) => foldRoom(folded, entry), next);
}

interface Counts {
  unread: number;
  mentions: number;
}

/**
 * How many counted entries these deletions remove; `undefined` if unknown.
 * @param before the entries loaded before, as they were counted
 */
function lostBy(one: RoomState, fresh: readonly Entry[], before: Counting['before'], me: string): Counts | undefined {
  const lost = {unread: 0, mentions: 0};
  const {readSeq, unread, mentions: mentioned} = one.room;
  for (const event of fresh) {
    if (event.kind !== 'deleted' || event.of > one.countedSeq || unread + mentioned === 0) continue;
    if (event.of <= readSeq && mentioned === 0) continue;
    const target = entryOf(before, event.of);
    const max = FIXED_LIMITS.unreadCountMax;
    // A counted edit may have mentioned the reader: all counted entries must be loaded to know.
    const isKnown = one.isLoaded && (before.entries.at(-1)?.seq ?? 0) >= one.countedSeq;
    // The target may have been deleted already when it was loaded.
    if (!isKnown || target === undefined || target.kind === 'gone' || unread >= max || mentioned >= max)
      return undefined;
    if (target.sender === me) continue;
    if (one.ignored?.has(target.sender) === true) continue;
    if (isUnread(target, readSeq, me)) lost.unread++;
    const atSeq = target.became?.mentionedAtSeq ?? (isMention(target, me, one.highlights) ? target.seq : 0);
    if (isCounted(target) && atSeq > readSeq && atSeq <= one.countedSeq) lost.mentions++;
  }
  return lost;
}

interface Counting {
  me: string;
  /** The entries that were loaded before these arrived. */
  before: Pick<RoomState, 'older' | 'entries'>;
}

/** Counts entries after `countedSeq`; if some are missing, marks the counts as to be requested. */
export function countEntries(one: RoomState, entries: readonly Entry[], {me, before}: Counting): RoomState {
  const last = entries.at(-1);
  if (last === undefined || last.seq <= one.countedSeq || one.needsCounts) return one;
  const first = entries.length - (last.seq - one.countedSeq);
  if (first < 0) return {...one, needsCounts: true};
  const fresh = first === 0 ? entries : entries.slice(first);
  const lost = lostBy(one, fresh, before, me);
  if (lost === undefined) return {...one, needsCounts: true};
  return {
    ...one,
    room: foldEntries(one, fresh, lost, me),
    countedSeq: last.seq,
    ...namesAfter(one.memberNames, fresh),
    ...rolesAfter(one.memberRoles, fresh),
  };
}

/** A read position; the one with more resets is newer, then the one with the greater seq. */
export interface Position {
  seq: number;
  /** Absent: as many resets as known before. */
  resets?: number | undefined;
}

const resetsOf = ({room}: RoomState): number => room.resets ?? 0;

/**
 * Moves the read position and recounts unread entries; ignores an older position.
 * @param isAnswered true when the server will send the counts
 */
export function moveCursor(
  one: RoomState,
  {seq, resets = resetsOf(one)}: Position,
  me: string,
  isAnswered = false,
): RoomState {
  const known = resetsOf(one);
  if (resets < known || (resets === known && seq <= one.room.readSeq)) return one;
  const at = resets === known ? withoutHold(one) : setBack(one, seq, resets);
  if (seq >= at.countedSeq) return {...at, room: {...at.room, readSeq: seq, unread: 0, mentions: 0}};
  const left = entriesBetween(at, Math.max(seq + 1, beginningOf(at.room)), at.countedSeq);
  if (left === undefined) return passUnread(at, seq, me, isAnswered);
  const {unread, mentions: mentioned} = countUnread(left, seq, {me, ignored: at.ignored, highlights: at.highlights});
  return {...at, room: {...at.room, readSeq: seq, unread: capped(unread), mentions: capped(mentioned)}};
}

/** Moves the read position back; the room stays unread while on screen, until it is entered again or marked as read. */
const setBack = (one: RoomState, seq: number, resets: number): RoomState => ({
  ...one,
  room: {...one.room, resets, readSeq: Math.max(one.room.readSeq, seq)},
  newAfterSeq: seq,
  isHeld: true,
});

export function withoutHold(one: RoomState): RoomState {
  if (one.isHeld === undefined) return one;
  const {isHeld: _gone, ...rest} = one;
  return rest;
}

/** Takes over the server's counts, if they belong to the current read position. */
export function takeCounts(
  one: RoomState,
  told: {readSeq: number; resets: number; lastSeq: number; unread: number; mentions: number},
  me: string,
): RoomState {
  const {room} = one;
  if (room.readSeq !== told.readSeq || resetsOf(one) !== told.resets || told.lastSeq > one.countedSeq) return one;
  const since = entriesBetween(one, told.lastSeq + 1, one.countedSeq);
  if (since === undefined) return {...one, needsCounts: true};
  const added = countUnread(since, told.readSeq, {me, ignored: one.ignored, highlights: one.highlights});
  const [unread, mentioned] = [capped(told.unread + added.unread), capped(told.mentions + added.mentions)];
  if (unread === room.unread && mentioned === room.mentions) return one;
  return {...one, room: {...room, unread, mentions: mentioned}};
}

/** Used when not all unread entries are loaded: subtracts the passed ones, if they are loaded and the count was not capped. */
function passUnread(one: RoomState, seq: number, me: string, isAnswered: boolean): RoomState {
  const {room} = one;
  const passed = entriesBetween(one, Math.max(room.readSeq + 1, beginningOf(room)), seq);
  // Whether an edit's mention still counts depends on entries that are not all loaded.
  const isEdited = passed?.some(entry => entry.kind === 'edited' && isMention(entry, me)) === true;
  const isUnsure = isEdited || seq <= room.readSeq || room.unread >= FIXED_LIMITS.unreadCountMax;
  if (passed === undefined || isUnsure)
    return {...one, room: {...room, readSeq: seq}, ...(!isAnswered && {needsCounts: true})};
  const {unread, mentions: mentioned} = countUnread(passed, room.readSeq, {
    me,
    ignored: one.ignored,
    highlights: one.highlights,
  });
  const left = {unread: Math.max(0, room.unread - unread), mentions: Math.max(0, room.mentions - mentioned)};
  return {...one, room: {...room, readSeq: seq, ...left}};
}

/** Maximum number of member names per room; people who join beyond it are only counted. */
const NAMES_MAX = 10_000;

/** Member names after joins and leaves; sorted, without duplicates. */
function namesAfter(
  names: readonly string[] | undefined,
  entries: readonly Entry[],
): {memberNames?: readonly string[]} {
  if (names === undefined) return {};
  let next = names;
  for (const entry of entries) {
    const change = memberChangeOf(entry);
    if (change === undefined) continue;
    if ('comes' in change && next.length < NAMES_MAX && !hasName(next, change.comes))
      next = next.toSpliced(placeOf(next, change.comes), 0, change.comes);
    else if ('goes' in change && hasName(next, change.goes)) next = next.toSpliced(placeOf(next, change.goes), 1);
  }
  return {memberNames: next};
}

/** An object without a prototype: a login name may be `constructor`. */
export const toRoles = (all: readonly (readonly [string, RoomRole])[]): NonNullable<RoomState['memberRoles']> =>
  Object.assign(Object.create(null) as Record<string, RoomRole>, Object.fromEntries(all));

/** Roles in the room after these entries; the same object if nothing changes. */
function rolesAfter(roles: RoomState['memberRoles'], entries: readonly Entry[]): Pick<RoomState, 'memberRoles'> {
  let next = roles;
  for (const entry of entries) {
    const change = memberChangeOf(entry);
    if (change === undefined || !('role' in change)) continue;
    const before = Object.entries(next ?? {}).filter(
      ([name, role]) => name !== change.name && (change.role !== 'owner' || role !== 'owner'),
    );
    next = toRoles(change.role === 'member' ? before : [...before, [change.name, change.role]]);
  }
  return next === undefined ? {} : {memberRoles: next};
}

/** Index of a name in a sorted list, or where it would be inserted. */
function placeOf(names: readonly string[], name: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a sorted list contains the name. */
export const hasName = (names: readonly string[], name: string): boolean => names[placeOf(names, name)] === name;
