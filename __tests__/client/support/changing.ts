/**
 * A log in which messages are edited, deleted, reacted to, pinned and answered, and what a server shows of it at any time; told
 * the plain way.
 */
import fc from '../../support/suite/property.ts';
import type {Became} from '../../../src/shared/entries/entryChanges.ts';
import type {Entry} from '../../../src/shared/entries/entry.ts';
import type {Room} from '../../../src/shared/model.ts';
import {idOf, ME, ROOM_ID} from './log.ts';

const PEOPLE = [ME, 'ann', 'bob'];
const TEXTS = ['hello', `look @${ME}`, '@bob and @ann', ''];

/** Numbers are taken modulo what there is. */
export const changingDeed = fc.record({
  sender: fc.constantFrom(...PEOPLE),
  kind: fc.constantFrom('say', 'say', 'answer', 'thread', 'edit', 'edit', 'delete', 'react', 'react', 'pin', 'join'),
  text: fc.constantFrom(...TEXTS),
  of: fc.nat(),
  emoji: fc.constantFrom('👍', '🎉'),
});
export type ChangingDeed = typeof changingDeed extends fc.Arbitrary<infer One> ? One : never;

const namesIn = (text: string, sender: string) =>
  PEOPLE.filter(name => name !== sender && text.split(' ').includes(`@${name}`));

/** As a server would have let it into the log: what changes nothing is not in it. */
export function changingLog(deeds: readonly ChangingDeed[]): Entry[] {
  const log: Entry[] = [];
  for (const {sender, kind, text, of, emoji} of deeds) {
    const seq = log.length + 1;
    const common = {seq, id: idOf(seq), sender, sentAtMs: 1_000 + seq};
    const there = shownAt(log, log.length, ME).filter(entry => entry.kind === 'message');
    const target = there[of % Math.max(1, there.length)];
    if (kind === 'say' || target === undefined) log.push({...common, kind: 'message', text});
    else if (kind === 'join') log.push({...common, kind: 'joined'});
    else if (kind === 'answer') {
      log.push({...common, kind: 'message', text, replyTo: {seq: target.seq, sender: target.sender}});
    } else if (kind === 'thread') log.push({...common, kind: 'message', text, threadOf: target.seq});
    else if (kind === 'edit') {
      const known = everMentioned(log, target.seq).map(([name]) => name);
      const mentioned = namesIn(text, target.sender).filter(name => !known.includes(name));
      if (text !== target.text)
        log.push({
          ...common,
          sender: target.sender,
          kind: 'edited',
          of: target.seq,
          text,
          ...(mentioned.length > 0 && {mentioned}),
        });
    } else if (kind === 'delete') log.push({...common, kind: 'deleted', of: target.seq});
    else if (kind === 'pin')
      log.push({...common, kind: 'pinned', of: target.seq, isOn: target.became?.pinnedBy === undefined});
    else {
      const isOn = !giversOf(log, target.seq, emoji).includes(sender);
      log.push({...common, kind: 'reacted', of: target.seq, emoji, isOn});
    }
  }
  return log;
}

function giversOf(log: readonly Entry[], seq: number, emoji: string): string[] {
  const givers = new Set<string>();
  for (const entry of log) {
    if (entry.kind !== 'reacted' || entry.of !== seq || entry.emoji !== emoji) continue;
    if (entry.isOn) givers.add(entry.sender);
    else givers.delete(entry.sender);
  }
  return [...givers];
}

/** Who was ever mentioned in a message or answered by it, and where first. */
function everMentioned(log: readonly Entry[], seq: number): [name: string, atSeq: number][] {
  const first = log[seq - 1];
  if (first?.kind !== 'message') return [];
  const named = namesIn(first.text, first.sender);
  if (first.replyTo !== undefined && first.replyTo.sender !== first.sender) named.push(first.replyTo.sender);
  const found = [...new Set(named)].map((name): [string, number] => [name, seq]);
  for (const entry of log) {
    if (entry.kind !== 'edited' || entry.of !== seq) continue;
    for (const name of entry.mentioned ?? []) found.push([name, entry.seq]);
  }
  return found;
}

/** The first `lastSeq` entries as a page shows them to `me` then. */
export function shownAt(log: readonly Entry[], lastSeq: number, me: string): Entry[] {
  const there = log.slice(0, lastSeq);
  return there.map(entry => shown(there, entry, me));
}

function shown(log: readonly Entry[], entry: Entry, me: string): Entry {
  const {seq, id, sender, sentAtMs} = entry;
  const about = log.filter(one => ('of' in one && one.of === seq) || (one.kind === 'message' && one.threadOf === seq));
  if (entry.kind === 'edited') {
    const isGone = log.some(one => one.kind === 'deleted' && one.of === entry.of);
    return isGone ? {...entry, text: ''} : entry;
  }
  const last = about.at(-1);
  if (entry.kind !== 'message' || last === undefined) return entry;
  const end = about.find(one => one.kind === 'deleted');
  const answers = about.filter(one => one.kind === 'message');
  const replies = answers.length > 0 ? {replies: {count: answers.length, lastSeq: answers.at(-1)!.seq}} : {};
  if (end !== undefined) {
    const thread = entry.threadOf === undefined ? {} : {threadOf: entry.threadOf};
    return {seq, id, sender, sentAtMs, kind: 'gone', by: end.sender, ...thread, became: {asOfSeq: end.seq, ...replies}};
  }
  const edits = about.flatMap(one => (one.kind === 'edited' ? [one] : []));
  const edit = edits.at(-1);
  const pin = about.findLast(one => one.kind === 'pinned');
  const mentionedAtSeq = everMentioned(log, seq).find(([name]) => name === me)?.[1];
  const reactions = reactionsOf(log, seq, me);
  const became: Became = {
    asOfSeq: last.seq,
    ...replies,
    ...(edit !== undefined && {edited: {seq: edit.seq, atMs: edit.sentAtMs, count: edits.length}}),
    ...(edit !== undefined && mentionedAtSeq !== undefined && {mentionedAtSeq}),
    ...(pin?.kind === 'pinned' && pin.isOn && {pinnedBy: pin.sender}),
    ...(reactions.length > 0 && {reactions}),
  };
  return {...entry, text: edit?.text ?? entry.text, became};
}

/** In the order in which each was given when nobody gave it. */
function reactionsOf(log: readonly Entry[], seq: number, me: string): NonNullable<Became['reactions']> {
  const order: string[] = [];
  for (const [at, entry] of log.entries()) {
    if (entry.kind !== 'reacted' || entry.of !== seq) continue;
    const before = giversOf(log.slice(0, at), seq, entry.emoji);
    const after = giversOf(log.slice(0, at + 1), seq, entry.emoji);
    if (before.length === 0) order.push(entry.emoji);
    else if (after.length === 0) order.splice(order.indexOf(entry.emoji), 1);
  }
  return order.map(emoji => {
    const givers = giversOf(log, seq, emoji);
    return {emoji, count: givers.length, isMine: givers.includes(me)};
  });
}

/** What the server says of the room when the log has come this far. */
export function changingRoomAt(log: readonly Entry[], lastSeq: number, readSeq: number): Room {
  const there = shownAt(log, lastSeq, ME);
  const told = log.slice(0, lastSeq);
  const unread = there.filter(entry => entry.kind === 'message' && entry.seq > readSeq && entry.sender !== ME);
  const mentions = there.filter(({kind, sender, seq}) => {
    const atSeq = everMentioned(told, seq).find(([name]) => name === ME)?.[1] ?? 0;
    return kind === 'message' && sender !== ME && atSeq > readSeq;
  });
  return {
    roomId: ROOM_ID,
    kind: 'public',
    name: 'dev',
    topic: '',
    memberCount: 1 + there.filter(({kind}) => kind === 'joined').length,
    lastSeq,
    readSeq,
    unread: unread.length,
    mentions: mentions.length,
  };
}
