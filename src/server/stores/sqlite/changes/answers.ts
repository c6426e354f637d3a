/** Messages that are about another one: answers, threads, and what is passed on. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {MessageAbout} from '../../../messageStore.ts';
import type {Append} from '../log.ts';
import type {Sqlite} from '../sqlite.ts';
import type {Committed, EntryBody} from '../../../store.ts';
import {textIn} from './deeds.ts';
import type {Found, Targets} from './targets.ts';

export interface Answers {
  /** Called by running work. @throws as `appendByMember`, and message-not-found, message-gone, message-unchangeable, not-in-room */
  append(append: Append, about: MessageAbout): Committed;
}

export function openAnswers({log}: Sqlite, targets: Targets): Answers {
  function whole(append: Append, {replyTo, forwardOf}: MessageAbout, root: Found | undefined): EntryBody {
    const {roomId, userId, body} = append;
    if (body.kind !== 'message') return body;
    const answered = replyTo === undefined ? undefined : targets.find(roomId, replyTo);
    if (answered !== undefined) requireSaid(answered);
    if (forwardOf !== undefined) log.requireMember(forwardOf.roomId, userId);
    const source = forwardOf === undefined ? undefined : targets.find(forwardOf.roomId, forwardOf.seq);
    return {
      ...body,
      ...(answered !== undefined && {replyTo: {seq: answered.row.seq, sender: answered.entry.sender}}),
      ...(root !== undefined && {threadOf: root.row.seq}),
      ...(source !== undefined && {text: textIn(source), forwarded: firstSaid(source)}),
    };
  }

  return {
    append(append, about) {
      const {roomId, userId, body} = append;
      log.requireMember(roomId, userId);
      // What it is about may have gone since it was stored.
      const first = log.find(roomId, userId, body.id);
      if (first !== undefined) return first;
      const root = about.threadOf === undefined ? undefined : rootOf(roomId, about.threadOf);
      const committed = log.appendByMember({...append, body: whole(append, about, root)});
      if (root !== undefined) {
        const answers = [...(root.kept.answers ?? []), committed.entry.seq].slice(-FIXED_LIMITS.answersMax);
        targets.change(root, committed.entry, {answers});
      }
      return committed;
    },
  };

  /** An answer in a thread belongs to the thread. */
  function rootOf(roomId: number, seq: number): Found {
    const found = targets.find(roomId, seq);
    requireSaid(found);
    const {entry} = found;
    return entry.kind === 'message' && entry.threadOf !== undefined ? targets.find(roomId, entry.threadOf) : found;
  }
}

/** @throws message-unchangeable */
function requireSaid({entry}: Found): void {
  if (entry.kind !== 'message' && entry.kind !== 'action' && entry.kind !== 'file')
    throw new ChatError('message-unchangeable');
}

/** What is passed on twice was said once. */
function firstSaid({entry}: Found): {sender: string; sentAtMs: number} {
  const {sender, sentAtMs} = entry;
  return (entry.kind === 'message' ? entry.forwarded : undefined) ?? {sender, sentAtMs};
}
