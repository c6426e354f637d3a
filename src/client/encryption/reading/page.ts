/** Decrypts a batch of entries in order: verifies signatures first, then works in pieces that yield to other work. */
import {isFormerMember} from '../../../shared/access/loginName.ts';
import {ChatError} from '../../../shared/errors.ts';
import {leastInRoom} from '../../../shared/access/roles.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import type {Core} from '../../core/core.ts';
import {nextTurn, turns} from '../../../shared/bounds/turns.ts';
import type {SealedRows} from '../../local/sealedRows.ts';
import type {SealedConversation} from '../epochs/makingEpoch.ts';
import {seenPiece} from '../../local/seenPiece.ts';
import {othersIn} from '../locks.ts';
import {memberNamesOnServer} from '../people.ts';
import {isSame, openEntry, type OpenedEntry, type ReadingContext} from './opening.ts';
import {verifySignatures} from './signatures.ts';

/** Batches with more entries yield once before they are decrypted. */
const TOGETHER = 25;
/** Maximum milliseconds without yielding. */
const PIECE_MS = 8;

interface Parts extends Pick<ReadingContext, 'conversation' | 'accounts'> {
  rows: SealedRows;
  presentIn: PresentIn;
}

/** @param entries of one batch */
type PresentIn = (conversation: SealedConversation, entries: readonly Entry[]) => Promise<ReadonlySet<string>>;

/**
 * Login names of existing accounts in the conversation: none of them is taken for a former member. Of a room with a name they
 * are requested from the server, only when a former member has an entry here, and again when the log has grown. If the server
 * refuses, all signed members count as present.
 */
export function openPresentIn(client: Core): PresentIn {
  const askedAt = new Map<number, {lastSeq: number; names: ReadonlySet<string>}>();
  return async ({roomId, epochs}, entries) => {
    const {me, roomById} = client.getState();
    const {room} = roomById[roomId] ?? {};
    const others = othersIn(room);
    const isAsked = entries.some(({kind, sender}) => kind === 'sealed' && isFormerMember(sender));
    if (!isAsked || others.length > 0) return new Set([me?.name ?? '', ...others]);
    const lastSeq = room?.lastSeq ?? 0;
    const asked = askedAt.get(roomId);
    if (asked?.lastSeq === lastSeq) return asked.names;
    try {
      const names = await memberNamesOnServer(client, roomId);
      askedAt.set(roomId, {lastSeq, names});
      return names;
    } catch (error) {
      if (!(error instanceof ChatError) || error.canRetry) throw error;
      return new Set(epochs.at(-1)?.statement.members.map(({name}) => name));
    }
  };
}

export async function openPage(
  client: Core,
  {rows, accounts, conversation, presentIn}: Parts,
  entries: readonly Entry[],
): Promise<OpenedEntry[]> {
  const opened: OpenedEntry[] = [];
  const {me, roomById} = client.getState();
  const {roomId} = conversation;
  const room = roomById[roomId]?.room;
  const rules = room?.rules;
  const present = await presentIn(conversation, entries);
  // The batch was just parsed from a packet, which took time: yield first.
  if (entries.length > TOGETHER) await nextTurn();
  const signatures = await verifySignatures(entries, {
    accounts,
    wasGenuine: (seq, message) => isSame(rows.seenAt(roomId, seq), message),
  });
  const context = {
    conversation,
    signatures,
    isDeleted: (seq: number) => rows.isDeleted(roomId, seq),
    me: me?.name ?? '',
    mayMentionAll: leastInRoom('mentionAll', rules) === 'member',
    accounts,
    present,
  };
  const left = entries.values();
  // The stored rows can be derived again, so each piece of the batch uses one transaction without fsync.
  const openPiece = () => {
    const seen = seenPiece(rows, roomId);
    const untilMs = performance.now() + PIECE_MS;
    for (const entry of left) {
      const one = openEntry(entry, {...context, seen});
      opened.push(one);
      // Stored at once, so that a repeated message within the batch is detected.
      if (one.seen !== undefined) seen.put(one.seen);
      if (performance.now() > untilMs) return;
    }
  };
  const yielding = turns();
  while (opened.length < entries.length) {
    rows.lightly(openPiece);
    await yielding();
  }
  return opened;
}
