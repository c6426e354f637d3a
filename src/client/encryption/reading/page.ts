/** Opens entries that came together in order: signatures first, then in steps that yield to other work. */
import {isFormerMember} from '../../../shared/access/loginName.ts';
import {ChatError} from '../../../shared/errors.ts';
import {leastInRoom} from '../../../shared/access/roles.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import type {Core} from '../../core/core.ts';
import {otherTurn, turns} from '../../../shared/bounds/turns.ts';
import type {SealedRows} from '../../local/sealedRows.ts';
import type {SealedConversation} from '../epochs/makingEpoch.ts';
import {seenPiece} from '../../local/seenPiece.ts';
import {othersIn} from '../locks.ts';
import {namesIn} from '../people.ts';
import {isSame, openEntry, type OpenedEntry, type Opening} from './opening.ts';
import {verifySignatures} from './signatures.ts';

/** From so many entries on, it yields before opening them. */
const TOGETHER = 25;
/** Longest time without yielding. */
const PIECE_MS = 8;

interface Parts extends Pick<Opening, 'conversation' | 'accounts'> {
  rows: SealedRows;
  presentIn: PresentIn;
}

/** @param entries that came together */
type PresentIn = (conversation: SealedConversation, entries: readonly Entry[]) => Promise<ReadonlySet<string>>;

/**
 * Who is there: nobody of these speaks as a former member. Of a room with a name the server is asked, where somebody speaks so,
 * and again once something has been said there; what it does not say is taken for everybody who is signed.
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
      const names = await namesIn(client, roomId);
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
  // They were just read from the packet.
  if (entries.length > TOGETHER) await otherTurn();
  const signatures = await verifySignatures(entries, {
    accounts,
    wasGenuine: (seq, message) => isSame(rows.seenAt(roomId, seq), message),
  });
  const opening = {
    conversation,
    signatures,
    isDeleted: (seq: number) => rows.isDeleted(roomId, seq),
    me: me?.name ?? '',
    mayMentionAll: leastInRoom('mentionAll', rules) === 'member',
    accounts,
    present,
  };
  const left = entries.values();
  // What was only seen can be seen again: one light transaction for a piece of the page.
  const openPiece = () => {
    const seen = seenPiece(rows, roomId);
    const untilMs = performance.now() + PIECE_MS;
    for (const entry of left) {
      const one = openEntry(entry, {...opening, seen});
      opened.push(one);
      // Each is compared with those before it: what is seen twice in one page is seen.
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
