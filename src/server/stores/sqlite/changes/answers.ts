/** Messages that refer to another one: replies, threads and forwarded messages; and the replies in a thread. */
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {MessageAbout} from '../../../storeContract/messages.ts';
import type {Append, RoomLog} from '../roomLog.ts';
import type {Mentions} from '../inbox/mentions.ts';
import type {Sqlite} from '../sqlite.ts';
import type {Committed, EntryBody, Store} from '../../../storeContract/store.ts';
import {textIn, type MessageChanges} from './messageChanges.ts';
import type {Follows} from './follows.ts';
import {requireMessageOrFile, type Found, type Targets} from './targets.ts';

export interface Answers {
  /**
   * Called inside a transaction. @throws as `appendByMember`, and message-not-found, message-gone, message-unchangeable,
   * not-in-room
   */
  append(append: Append, about: MessageAbout): Committed;
}

export type AnswerParts = Sqlite & {roomLog: RoomLog; mentions: Mentions};

export function openAnswers(
  {roomLog, mentions}: AnswerParts,
  {targets, follows}: {targets: Targets; follows: Follows},
): Answers {
  function whole(append: Append, {replyTo, forwardOf, takes}: MessageAbout, root: Found | undefined): EntryBody {
    const {roomId, userId, body} = append;
    if (body.kind !== 'message') return body;
    const answered = replyTo === undefined ? undefined : targets.find(roomId, replyTo);
    if (answered !== undefined) requireMessageOrFile(answered);
    if (forwardOf !== undefined) roomLog.requireMember(forwardOf.roomId, userId);
    const source = forwardOf === undefined ? undefined : targets.find(forwardOf.roomId, forwardOf.seq);
    const passed = source && {text: textIn(source), forwarded: firstSaid(source)};
    if (passed !== undefined) takes?.(passed.text);
    return {
      ...body,
      ...(answered !== undefined && {replyTo: {seq: answered.row.seq, sender: answered.entry.sender}}),
      ...(root !== undefined && {threadOf: root.row.seq}),
      ...passed,
    };
  }

  /** Ids of the people whom a reply mentions or replies to. */
  function toWhom({roomId, entry}: Committed, senderId: number): number[] {
    if (entry.kind !== 'message') return [];
    return mentions.idsOf({roomId, senderId, text: entry.text, answered: entry.replyTo?.sender});
  }

  return {
    append(append, about) {
      const {roomId, userId, body} = append;
      roomLog.requireMember(roomId, userId);
      // Looked up first, because the message that it refers to may have been deleted since.
      const first = roomLog.find(roomId, userId, body.id);
      if (first !== undefined) return first;
      const isInThread = body.kind === 'message' && about.threadOf !== undefined;
      const root = !isInThread ? undefined : targets.rootOf(roomId, about.threadOf ?? 0);
      const committed = roomLog.appendByMember({...append, body: whole(append, about, root)});
      if (root !== undefined) {
        const answers = [...(root.kept.answers ?? []), committed.entry.seq].slice(-FIXED_LIMITS.answersMax);
        targets.change(root, committed.entry, {answers});
        committed.followers = follows.answered({
          roomId,
          seq: root.row.seq,
          entry: committed.entry,
          senderId: userId,
          forIds: [root.row.sender_id, ...toWhom(committed, userId)],
        });
      }
      return committed;
    },
  };
}

/** The original sender and time, also of a message forwarded twice. */
function firstSaid({entry}: Found): {sender: string; sentAtMs: number} {
  const {sender, sentAtMs} = entry;
  return (entry.kind === 'message' ? entry.forwarded : undefined) ?? {sender, sentAtMs};
}

/** Maximum text of a page, in code units. */
const PAGE_TEXT_MAX = 256 * 1024;

/** Reading the replies in a thread. */
export function openThreads(
  {roomLog}: Sqlite & {roomLog: RoomLog},
  {targets}: MessageChanges,
): Pick<Store, 'threadList'> {
  return {
    async threadList({roomId, userId, seq, beforeSeq = Number.MAX_SAFE_INTEGER, limit}) {
      roomLog.requireMember(roomId, userId);
      const all = targets.answersOf(roomId, seq).filter(answer => answer < beforeSeq);
      const entries = [];
      let length = 0;
      for (const answer of all.toReversed().slice(0, limit)) {
        const [entry] = targets.shown(roomId, userId, targets.entriesAt(roomId, [answer]));
        length += entry !== undefined && 'text' in entry ? entry.text.length : 0;
        if (entry === undefined || (length > PAGE_TEXT_MAX && entries.length > 0)) break;
        entries.unshift(entry);
      }
      return {entries, hasMore: entries.length < all.length};
    },
  };
}
