/** Objects as printed by `--json`; the shapes are in `shared/output/shellOutput.ts`. */
import {labelOf} from '../../client/state/selectors.ts';
import {isMention} from '../../client/state/room/unreadCounts.ts';
import type {State} from '../../client/state/state.ts';
import {highlightsOf} from '../../shared/words/highlight.ts';
import {type FileView, type Room, type RoomSummary} from '../../shared/model.ts';
import {textOf, type Entry, hasWords, readableTextOf} from '../../shared/entries/entry.ts';
import type {InboxItem} from '../../shared/inbox.ts';
import type {SearchHit} from '../../shared/search/search.ts';
import type {HitLine, InboxLine, EntryLine, FileLine, RoomLine} from '../../shared/output/shellOutput.ts';

/** Every entry has these keys, in this order; some kinds have more. */
export function toEntryLine(
  entry: Entry,
  room: string,
  {me, preferences}: Pick<State, 'me' | 'preferences'>,
): EntryLine {
  const myName = me?.name ?? '';
  const {seq, id, kind, sender, sentAtMs, ...more} = entry;
  const text = textOf(entry);
  const mentionsMe =
    hasWords(entry) && sender !== myName && isMention(entry, myName, highlightsOf(preferences, myName));
  // The compiler cannot relate an entry's kind to its additional keys.
  return {room, seq, id, kind, sender, text, sentAtMs, mentionsMe, ...without(more, 'text')} as unknown as EntryLine;
}

const without = (value: object, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

/** Older servers do not send the entry's id. */
export const toFileLine = ({entryId, ...file}: FileView, room: string): FileLine => ({
  room,
  ...file,
  ...(entryId !== undefined && {id: entryId}),
});

/** @param own the room as a member sees it; absent for rooms of others */
export function toRoomLine(room: Room | RoomSummary, own?: Room): RoomLine {
  const {roomId, kind, name, topic, memberCount} = own ?? room;
  const {isArchived} = own ?? room;
  const line = {
    room: labelOf(own ?? room),
    roomId,
    kind,
    name,
    topic,
    memberCount,
    isMember: own !== undefined,
    ...(isArchived === true && {isArchived}),
  };
  if (own === undefined) return line;
  const {lastSeq, readSeq, unread, mentions: mentionCount, mine, partner, description = '', formerNames = []} = own;
  const counts = {lastSeq, readSeq, unread, mentions: mentionCount};
  return {
    ...line,
    ...counts,
    ...(mine !== undefined && {mine}),
    ...(partner !== undefined && {partner}),
    ...(description !== '' && {description}),
    ...(formerNames.length > 0 && {formerNames}),
  };
}

export function toInboxLine({reason, roomId, room, seq, by, atMs, isRead, entry}: InboxItem): InboxLine {
  const text = entry === undefined ? '' : readableTextOf(entry);
  const link = seq === 0 ? {} : {link: `${room}/${seq}`};
  return {room, seq, reason, sender: by, text, sentAtMs: atMs, isRead, roomId, ...link};
}

/** The excerpt that the server returns. */
export const hitText = ({entry}: SearchHit): string => readableTextOf(entry);

export function toHitLine(hit: SearchHit, room: string): HitLine {
  const {seq, id, kind, sender, sentAtMs} = hit.entry;
  const {roomId, marks} = hit;
  return {room, seq, id, kind, sender, text: hitText(hit), sentAtMs, roomId, link: `${room}/${seq}`, marks};
}

export const toMemberLine = (room: Room): RoomLine => toRoomLine(room, room);
