/**
 * Decrypts sealed entries into ordinary ones; an entry that cannot be decrypted or is not genuine carries the failure
 * instead.
 */
import {isFormerMember} from '../../../shared/access/loginName.ts';
import {ChatError} from '../../../shared/errors.ts';
import {OPEN_KINDS, type Entry} from '../../../shared/entries/entry.ts';
import {deviceOf, type AccountState} from '../../../shared/sealed/accountChain.ts';
import {decodeBody, type Body, type BodyTarget} from '../../../shared/sealed/body.ts';
import {toText} from '../../../shared/sealed/primitives/bytes.ts';
import {isEmoji} from '../../../shared/words/emoji.ts';
import {nameOfAllIn} from '../../../shared/words/mention.ts';
import {memberOf} from '../../../shared/sealed/membership.ts';
import {openMessage, type ReadMessage} from '../../../shared/sealed/message.ts';
import type {SeenPiece} from '../../local/seenPiece.ts';
import type {SeenRow} from '../../local/seenRows.ts';
import type {SealedConversation, Epoch} from '../epochs/makingEpoch.ts';
import type {Failure} from './failure.ts';
import {cutLong} from './longText.ts';
import type {Signatures} from './signatures.ts';

export interface OpenedEntry {
  entry: Entry;
  /** What is stored about an authentic message. */
  seen?: SeenRow;
  /** The decrypted body, whose references to earlier entries must still be compared with what was seen there. */
  body?: Body;
  /** The sender is a keeper of the room, who may delete messages of others. */
  isKeeper?: boolean;
  /** The entry cites a history that differs from the one seen here. */
  differs?: true;
}

export interface ReadingContext {
  conversation: SealedConversation;
  seen: SeenPiece;
  signatures: Signatures;
  /** Whether a deletion of the entry with this seq was seen. */
  isDeleted: (seq: number) => boolean;
  /** Login name of the reader. */
  me: string;
  /** Whether every member may use `@room`, not only keepers. */
  mayMentionAll: boolean;
  /** All verified states of a person's account. */
  accounts: (name: string) => readonly AccountState[];
  /** Members of the conversation whose accounts still exist, including the reader. */
  present: ReadonlySet<string>;
}

export function failed({seq, id, sender, sentAtMs}: Entry, failure: Failure): Entry {
  return {seq, id, sender, sentAtMs, kind: 'sealed', text: '', failure};
}

/** Whether the entry with this seq belongs to this epoch. */
function isInPart({epochs}: SealedConversation, epoch: Epoch, seq: number): boolean {
  const next = epochs[epoch.statement.n + 1];
  return seq > epoch.seq && (next === undefined || seq < next.seq);
}

/** Members who restarted their keys since the previous epoch. */
function restartedIn({statement}: Epoch, {conversation, accounts}: ReadingContext): string[] {
  const before = conversation.epochs[statement.n - 1]?.statement;
  if (before === undefined) return [];
  return statement.members.flatMap(({name, accountN}) => {
    const known = memberOf(before, name);
    const states = accounts(name);
    return known !== undefined && states[known.accountN]?.era !== states[accountN]?.era ? [name] : [];
  });
}

/** Members added and removed since the previous epoch, as signed. */
function changesIn(
  epoch: Epoch,
  context: ReadingContext,
): Record<'restarted' | 'added' | 'removed' | 'missing', string[]> {
  const {n, members, serverLeft} = epoch.statement;
  const before = context.conversation.epochs[n - 1]?.statement.members ?? members;
  const namesOf = (all: typeof members) => new Set(all.map(({name}) => name));
  const [was, is] = [namesOf(before), namesOf(members)];
  const gone = [...was].filter(name => !is.has(name));
  return {
    restarted: restartedIn(epoch, context),
    added: [...is].filter(name => !was.has(name)),
    removed: gone.filter(name => !serverLeft.includes(name)),
    missing: gone.filter(name => serverLeft.includes(name)),
  };
}

/** Checks an unencrypted entry of an encrypted conversation. */
function openPlain(entry: Entry, context: ReadingContext): Entry {
  const {conversation, isDeleted} = context;
  const first = conversation.epochs[0]?.seq ?? 0;
  if (entry.kind === 'epoch') {
    const epoch = conversation.epochs.find(({seq}) => seq === entry.seq);
    if (epoch === undefined) return failed(entry, 'not-genuine');
    // Member changes come from the signed statement, not from the server.
    const {seq, id, sender, sentAtMs, kind} = entry;
    const changes = Object.entries(changesIn(epoch, context)).filter(([, names]) => names.length > 0);
    return {seq, id, sender, sentAtMs, kind, text: '', ...Object.fromEntries(changes)};
  }
  // Entries before the first epoch were never encrypted.
  if (entry.seq < first) return entry;
  if (!OPEN_KINDS.has(entry.kind)) return failed(entry, 'plain');
  if (entry.kind === 'deleted') return failed(entry, 'erased');
  if (entry.kind !== 'gone') return entry;
  return isDeleted(entry.seq) ? entry : failed(entry, 'removed');
}

/**
 * The login name that must have signed the message. A deleted account shows as a former member, but its messages name its
 * former login name; they are recognised by the keys, and never attributed to an existing member.
 */
function authorOf({sender}: Entry, message: ReadMessage, {conversation, accounts, present}: ReadingContext): string {
  if (!isFormerMember(sender)) return sender;
  const members = conversation.epochs[message.n]?.statement.members ?? [];
  const isBy = (name: string) => accounts(name).some(({head}) => head.equals(message.accountHead));
  return members.find(({name}) => !present.has(name) && isBy(name))?.name ?? sender;
}

/** Verifies sender and rights. @returns the failure, or the epoch of the message */
function check(
  entry: Pick<Entry, 'seq' | 'id' | 'sender'>,
  message: ReadMessage,
  {conversation, signatures, accounts, wasGenuine}: ReadingContext & {wasGenuine: boolean},
): Failure | Epoch {
  const epoch = conversation.epochs[message.n];
  if (epoch === undefined) return 'epoch-unknown';
  if (!epoch.statement.hash.equals(message.statement)) return 'not-genuine';
  if (toText(message.clientMsgId) !== entry.id) return 'not-genuine';
  const member = memberOf(epoch.statement, entry.sender);
  if (member === undefined) return 'sender';
  const state = accounts(entry.sender).find(({head}) => head.equals(message.accountHead));
  if (state === undefined) {
    const isAnothers = epoch.statement.members.some(({name}) =>
      accounts(name).some(({head}) => head.equals(message.accountHead)),
    );
    return isAnothers ? 'sender' : 'device';
  }
  if (state.n < member.accountN || !state.root.equals(member.root)) return 'device';
  const device = deviceOf(state, message.dev);
  if (device === undefined) return 'sender';
  // Verifying a signature costs more than all other checks; a message with the hash of a verified one needs none.
  if (!wasGenuine && !signatures.isBy(message, device.sign)) return 'not-genuine';
  if (!isInPart(conversation, epoch, entry.seq)) return 'old-key';
  return epoch;
}

/** Whether the row seen here is of this message. */
export const isSame = (seen: SeenRow | undefined, {id, dev}: ReadMessage): boolean =>
  seen?.id.equals(id) === true && seen.dev.equals(dev);

export function openEntry(entry: Entry, context: ReadingContext): OpenedEntry {
  if (entry.kind !== 'sealed') return {entry: openPlain(entry, context)};
  const {seen: before, signatures} = context;
  const message = signatures.messageOf(entry);
  if (message === undefined) return {entry: failed(entry, 'not-genuine')};
  try {
    const known = before.at(entry.seq);
    const wasGenuine = isSame(known, message);
    const sender = authorOf(entry, message, context);
    const epoch = check({...entry, sender}, message, {...context, wasGenuine});
    if (typeof epoch === 'string') return {entry: failed(entry, epoch)};
    const sameCtr = before.by(message.dev, message.ctr);
    // A different message was seen at this place before.
    if (known !== undefined && !known.id.equals(message.id)) return {entry: failed(entry, 'replay'), differs: true};
    if (sameCtr !== undefined && sameCtr.seq !== entry.seq) return {entry: failed(entry, 'replay')};
    const {dev, ctr, prevOwn, citeSeq, cite, id} = message;
    const {seq} = entry;
    const header = {seq, id, dev, ctr, sender, prevOwn, citeSeq, cite};
    // Stored even though it was not decrypted, because later messages cite it.
    const unread = {...header, changes: undefined, deletes: false};
    if (isContradicted(header, before)) return {entry: failed(entry, 'not-genuine'), seen: unread};
    const differs = isDifferent(header, before) && {differs: true as const};
    // Without the key only the place of the message is known; it is decrypted when the key arrives.
    if (epoch.key === undefined) {
      const failure = memberOf(epoch.statement, context.me) === undefined ? 'before' : 'key-missing';
      return {entry: failed(entry, failure), seen: unread, ...differs};
    }
    const body = decodeBody(openMessage(message, epoch.key));
    // `deletes` is set later, once the sender of the deleted message is known.
    const seen = {...header, changes: changesOf(body), deletes: false};
    const isKeeper = epoch.statement.keepers.includes(sender);
    const isAllowed = isKeeper || epoch.statement.keepers.length === 0 || !KEEPERS_DO.has(body.type);
    if (!isAllowed) return {entry: failed(entry, 'not-allowed'), seen: {...seen, changes: undefined}};
    const shown = toEntry(entry, body, isKeeper || context.mayMentionAll);
    return {entry: shown, seen, body, isKeeper, ...differs};
  } catch (error) {
    if (error instanceof ChatError) return {entry: failed(entry, 'not-genuine')};
    throw error;
  }
}

type SeenHeader = Omit<SeenRow, 'changes' | 'deletes'>;

/**
 * The message claims another predecessor than the one seen from the same device: only that device can have signed both, so
 * one is not genuine.
 */
const isContradicted = ({dev, ctr, prevOwn}: SeenHeader, seen: SeenPiece): boolean =>
  seen.by(dev, ctr - 1)?.id.equals(prevOwn) === false;

/** Whether the message stands before an earlier one of its device, or cites a history that differs from the one seen here. */
function isDifferent(header: SeenHeader, seen: SeenPiece): boolean {
  const [before, after] = [seen.by(header.dev, header.ctr - 1), seen.by(header.dev, header.ctr + 1)];
  if ((before?.seq ?? 0) > header.seq || (after?.seq ?? Infinity) < header.seq) return true;
  const cited = header.citeSeq === 0 ? undefined : seen.at(header.citeSeq);
  if (header.citeSeq >= header.seq || (cited !== undefined && !cited.id.equals(header.cite))) return true;
  return seen.isCitedOtherwise(header.seq, header.id);
}

/** The earlier entries to which a body refers. */
export function targetsOf(body: Body): BodyTarget[] {
  if ('of' in body) return [body.of];
  if (body.type !== 'message' && body.type !== 'action') return [];
  return [body.replyTo, body.threadOf].filter(target => target !== undefined);
}

const changesOf = (body: Body): number | undefined => ('of' in body ? body.of.seq : undefined);

/** Only the server knows who is online, so in encrypted text `@here` is treated as `@room`. */
const forAllIn = (text: string, isAllowed: boolean) =>
  !isAllowed || nameOfAllIn(text) === undefined ? {} : {mentionsAll: true};

/** Actions that need a keeper, in a room that has keepers; as in the table of roles. */
const KEEPERS_DO: ReadonlySet<Body['type']> = new Set<Body['type']>(['pin', 'describe']);

function toEntry(entry: Extract<Entry, {kind: 'sealed'}>, body: Body, mayMentionAll: boolean): Entry {
  const {seq, id, sender, sentAtMs, fileId} = entry;
  const place = {seq, id, sender, sentAtMs};
  switch (body.type) {
    case 'action': {
      const text = cutLong(body.text);
      return {...place, kind: 'action', text, ...forAllIn(text, mayMentionAll)};
    }
    case 'message': {
      const {replyTo, threadOf, forwarded} = body;
      const text = cutLong(body.text);
      return {
        ...place,
        kind: 'message',
        text,
        ...forAllIn(text, mayMentionAll),
        // The sender of the answered message is filled in after the comparison.
        ...(replyTo !== undefined && {replyTo: {seq: replyTo.seq, sender: ''}}),
        ...(threadOf !== undefined && {threadOf: threadOf.seq}),
        ...(forwarded !== undefined && {forwarded}),
      };
    }
    case 'edit':
      return {...place, kind: 'edited', of: body.of.seq, text: cutLong(body.text)};
    case 'delete':
      return {...place, kind: 'deleted', of: body.of.seq};
    case 'react':
      if (!isEmoji(body.emoji)) return failed(entry, 'not-allowed');
      return {...place, kind: 'reacted', of: body.of.seq, emoji: body.emoji, isOn: body.isOn};
    case 'pin':
      return {...place, kind: 'pinned', of: body.of.seq, isOn: body.isOn};
    case 'topic':
      return {...place, kind: 'topic', text: body.text};
    case 'describe':
      return {...place, kind: 'described', text: body.text};
    case 'file':
      // The offer names no file on the server.
      if (fileId === undefined) return failed(entry, 'target');
      return {
        ...place,
        kind: 'file',
        fileId,
        name: body.name,
        sizeBytes: body.sizeBytes,
        ...(body.bundle && {bundle: body.bundle}),
      };
  }
}
