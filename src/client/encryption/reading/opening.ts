/** Decrypts sealed entries into ordinary ones; an entry that is not genuine, or not for this device, gets the reason instead. */
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
import {cutLong} from './longText.ts';
import type {Signatures} from './signatures.ts';

/** Why an entry cannot be read, as `sealed.failure` has it. */
export type Failure =
  | 'not-genuine'
  | 'sender'
  | 'device'
  | 'old-key'
  | 'key-missing'
  | 'epoch-unknown'
  | 'replay'
  | 'target'
  | 'not-allowed'
  | 'before'
  | 'plain'
  | 'removed'
  | 'erased';

export interface OpenedEntry {
  entry: Entry;
  /** What is remembered of an authentic message. */
  seen?: SeenRow;
  /** What it says of earlier entries is to be compared with what was seen there. */
  body?: Body;
  /** In a named room: its sender may delete messages of others. */
  isKeeper?: boolean;
  /** It cites another history than was seen here. */
  differs?: true;
}

export interface Opening {
  conversation: SealedConversation;
  seen: SeenPiece;
  signatures: Signatures;
  /** Whether a deletion of this entry was seen. */
  isDeleted: (seq: number) => boolean;
  /** Login name of who reads. */
  me: string;
  /** Everybody may use `@room`, not only keepers. */
  mayMentionAll: boolean;
  /** All states of a person's account. */
  accounts: (name: string) => readonly AccountState[];
  /** The people of the conversation whose accounts are there, oneself among them. */
  present: ReadonlySet<string>;
}

export function failed({seq, id, sender, sentAtMs}: Entry, failure: Failure): Entry {
  return {seq, id, sender, sentAtMs, kind: 'sealed', text: '', failure};
}

/** Whether a place in the log belongs to this epoch. */
function isInPart({epochs}: SealedConversation, epoch: Epoch, seq: number): boolean {
  const next = epochs[epoch.statement.n + 1];
  return seq > epoch.seq && (next === undefined || seq < next.seq);
}

/** Members who restarted their keys since the previous epoch. */
function restartedIn({statement}: Epoch, {conversation, accounts}: Opening): string[] {
  const before = conversation.epochs[statement.n - 1]?.statement;
  if (before === undefined) return [];
  return statement.members.flatMap(({name, accountN}) => {
    const known = memberOf(before, name);
    const states = accounts(name);
    return known !== undefined && states[known.accountN]?.era !== states[accountN]?.era ? [name] : [];
  });
}

/** Members added and removed by this epoch, as signed. */
function changesIn(epoch: Epoch, opening: Opening): Record<'restarted' | 'added' | 'removed' | 'missing', string[]> {
  const {n, members, serverLeft} = epoch.statement;
  const before = opening.conversation.epochs[n - 1]?.statement.members ?? members;
  const namesOf = (all: typeof members) => new Set(all.map(({name}) => name));
  const [was, is] = [namesOf(before), namesOf(members)];
  const gone = [...was].filter(name => !is.has(name));
  return {
    restarted: restartedIn(epoch, opening),
    added: [...is].filter(name => !was.has(name)),
    removed: gone.filter(name => !serverLeft.includes(name)),
    missing: gone.filter(name => serverLeft.includes(name)),
  };
}

/** A plaintext entry in an encrypted conversation. */
function openPlain(entry: Entry, opening: Opening): Entry {
  const {conversation, isDeleted} = opening;
  const first = conversation.epochs[0]?.seq ?? 0;
  if (entry.kind === 'epoch') {
    const epoch = conversation.epochs.find(({seq}) => seq === entry.seq);
    if (epoch === undefined) return failed(entry, 'not-genuine');
    // Nothing of it by the server's word.
    const {seq, id, sender, sentAtMs, kind} = entry;
    const changes = Object.entries(changesIn(epoch, opening)).filter(([, names]) => names.length > 0);
    return {seq, id, sender, sentAtMs, kind, text: '', ...Object.fromEntries(changes)};
  }
  // What was said before it was encrypted.
  if (entry.seq < first) return entry;
  if (!OPEN_KINDS.has(entry.kind)) return failed(entry, 'plain');
  if (entry.kind === 'deleted') return failed(entry, 'erased');
  if (entry.kind !== 'gone') return entry;
  return isDeleted(entry.seq) ? entry : failed(entry, 'removed');
}

/**
 * Who has to have signed it. A deleted account has signed under the name that it had, and is known by its keys; nobody who is
 * there speaks as a former member.
 */
function authorOf({sender}: Entry, message: ReadMessage, {conversation, accounts, present}: Opening): string {
  if (!isFormerMember(sender)) return sender;
  const members = conversation.epochs[message.n]?.statement.members ?? [];
  const isBy = (name: string) => accounts(name).some(({head}) => head.equals(message.accountHead));
  return members.find(({name}) => !present.has(name) && isBy(name))?.name ?? sender;
}

/** Verifies sender and rights. @returns the failure, or the epoch */
function check(
  entry: Pick<Entry, 'seq' | 'id' | 'sender'>,
  message: ReadMessage,
  {conversation, signatures, accounts, wasGenuine}: Opening & {wasGenuine: boolean},
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
  // A signature costs more than all the rest; what has the same hash as something genuine is that.
  if (!wasGenuine && !signatures.isBy(message, device.sign)) return 'not-genuine';
  if (!isInPart(conversation, epoch, entry.seq)) return 'old-key';
  return epoch;
}

/** What was seen here is this message. */
export const isSame = (seen: SeenRow | undefined, {id, dev}: ReadMessage): boolean =>
  seen?.id.equals(id) === true && seen.dev.equals(dev);

export function openEntry(entry: Entry, opening: Opening): OpenedEntry {
  if (entry.kind !== 'sealed') return {entry: openPlain(entry, opening)};
  const {seen: before, signatures} = opening;
  const message = signatures.messageOf(entry);
  if (message === undefined) return {entry: failed(entry, 'not-genuine')};
  try {
    const known = before.at(entry.seq);
    const wasGenuine = isSame(known, message);
    const sender = authorOf(entry, message, opening);
    const epoch = check({...entry, sender}, message, {...opening, wasGenuine});
    if (typeof epoch === 'string') return {entry: failed(entry, epoch)};
    const sameCtr = before.by(message.dev, message.ctr);
    // Something else was seen at this place.
    if (known !== undefined && !known.id.equals(message.id)) return {entry: failed(entry, 'replay'), differs: true};
    if (sameCtr !== undefined && sameCtr.seq !== entry.seq) return {entry: failed(entry, 'replay')};
    const {dev, ctr, prevOwn, citeSeq, cite, id} = message;
    const {seq} = entry;
    const header = {seq, id, dev, ctr, sender, prevOwn, citeSeq, cite};
    // It is remembered: what comes after it names it.
    const unread = {...header, changes: undefined, deletes: false};
    if (isContradicted(header, before)) return {entry: failed(entry, 'not-genuine'), seen: unread};
    const differs = isDifferent(header, before) && {differs: true as const};
    // Its place is known; what is in it comes with the key.
    if (epoch.key === undefined) {
      const failure = memberOf(epoch.statement, opening.me) === undefined ? 'before' : 'key-missing';
      return {entry: failed(entry, failure), seen: unread, ...differs};
    }
    const body = decodeBody(openMessage(message, epoch.key));
    // Whether it takes something back is known once it is known whose that was.
    const seen = {...header, changes: changesOf(body), deletes: false};
    const isKeeper = epoch.statement.keepers.includes(sender);
    const isAllowed = isKeeper || epoch.statement.keepers.length === 0 || !KEEPERS_DO.has(body.type);
    if (!isAllowed) return {entry: failed(entry, 'not-allowed'), seen: {...seen, changes: undefined}};
    const shown = toEntry(entry, body, isKeeper || opening.mayMentionAll);
    return {entry: shown, seen, body, isKeeper, ...differs};
  } catch (error) {
    if (error instanceof ChatError) return {entry: failed(entry, 'not-genuine')};
    throw error;
  }
}

type SeenHeader = Omit<SeenRow, 'changes' | 'deletes'>;

/** Its own device has signed something else in the place before it: nobody else can have made that up. */
const isContradicted = ({dev, ctr, prevOwn}: SeenHeader, seen: SeenPiece): boolean =>
  seen.by(dev, ctr - 1)?.id.equals(prevOwn) === false;

/** Whether it stands before what was said before it, or cites another history than was seen here. */
function isDifferent(header: SeenHeader, seen: SeenPiece): boolean {
  const [before, after] = [seen.by(header.dev, header.ctr - 1), seen.by(header.dev, header.ctr + 1)];
  if ((before?.seq ?? 0) > header.seq || (after?.seq ?? Infinity) < header.seq) return true;
  const cited = header.citeSeq === 0 ? undefined : seen.at(header.citeSeq);
  if (header.citeSeq >= header.seq || (cited !== undefined && !cited.id.equals(header.cite))) return true;
  return seen.isCitedOtherwise(header.seq, header.id);
}

/** The earlier entries that it is about. */
export function targetsOf(body: Body): BodyTarget[] {
  if ('of' in body) return [body.of];
  if (body.type !== 'message' && body.type !== 'action') return [];
  return [body.replyTo, body.threadOf].filter(target => target !== undefined);
}

const changesOf = (body: Body): number | undefined => ('of' in body ? body.of.seq : undefined);

/** The server cannot see the text, so `@here` is treated as `@room`. */
const forAllIn = (text: string, isAllowed: boolean) =>
  !isAllowed || nameOfAllIn(text) === undefined ? {} : {mentionsAll: true};

/** In a room that somebody keeps, as the table of roles has it. */
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
        // Whose it is that is answered is known once it was seen.
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
      // Only the server knows where its bytes are.
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
