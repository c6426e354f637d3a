/** Brings entries of encrypted conversations from the server into the state: decrypts, compares and stores them. */
import {become, changedSeqOf, type Entry, memberChangeOf} from '../../../shared/entries/entry.ts';
import {ChatError, endsTrust} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Body} from '../../../shared/sealed/body.ts';
import type {Core} from '../../core/core.ts';
import {showEntries} from '../../core/shownEntries.ts';
import {ownPlace} from '../../local/seenPiece.ts';
import type {Accounts} from '../accounts.ts';
import type {About} from './about.ts';
import type {Conversations} from '../epochs/conversations.ts';
import type {SealedConversation} from '../epochs/makingEpoch.ts';
import type {KeyStore} from '../keyStore.ts';
import {openClocks} from './clocks.ts';
import {openComparing} from './comparing.ts';
import {openNewMentions} from './newMentions.ts';
import {openMissingKeys} from './missingKeys.ts';
import {failed, type OpenedEntry} from './opening.ts';
import {openPage, openPresentIn} from './page.ts';
import {openRemoved} from './removed.ts';

export interface Reading {
  /**
   * Decrypts entries in their current form, or with `isRaw` in their original form.
   * @throws temporary errors such as `disconnected`; the caller requests the entries again
   */
  open(roomId: number, entries: readonly Entry[], options?: {isRaw?: boolean}): Promise<Entry[]>;
  /** Decrypts new entries; entries that continue the verified part of the log extend it. */
  arrived(roomId: number, entries: readonly Entry[]): Promise<Entry[]>;
  /** All changes of an entry (edits, reactions, …) within the verified part of the log, in order. */
  changesOf(roomId: number, seq: number): Promise<Entry[]>;
  /** Seqs of changed entries, the most recently changed first. */
  changedIn(roomId: number): number[];
  /** The body of a sealed entry; `undefined` when it is not authentic or this device lacks the key. */
  bodyOf(roomId: number, seq: number): Promise<Body | undefined>;
  /** Verifies the log up to its end; only this detects missing entries. */
  walk(roomId: number): Promise<void>;
  /** Accepts the server's history, and verifies all of it anew. */
  accept(roomId: number): Promise<void>;
}

export interface ReadingParts {
  store: KeyStore;
  accounts: Accounts;
  conversations: Conversations;
  about: About;
  /** Reports a problem that stops sending until the person has decided. */
  onProblem: (roomId: number, problem: ChatError) => void;
}

const PAGE = FIXED_LIMITS.pageSizeMax;
/** Maximum number of changes outside a page that are looked up for its entries. */
const CHANGES_MAX = 500;

export function openReading(client: Core, {store, accounts, conversations, about, onProblem}: ReadingParts): Reading {
  const {rows} = store;
  const tellClocks = openClocks(client);
  const missingKeys = openMissingKeys(() => client.options.now());
  const removed = openRemoved(client, store);
  const presentIn = openPresentIn(client);
  /** Seq up to which the person has accepted the server's history. */
  const acceptedSeq = (roomId: number): number => Number(store.secret(`accepted ${roomId}`)?.toString() ?? 0);

  const openAll = async (conversation: SealedConversation, entries: readonly Entry[]): Promise<OpenedEntry[]> => {
    const {roomId} = conversation;
    const parts = {rows, accounts: (name: string) => accounts.known(name), conversation, presentIn};
    const opened = await openPage(client, parts, entries);
    const different = opened.filter(({differs}) => differs === true);
    if (different.some(({entry}) => entry.seq > acceptedSeq(roomId)))
      onProblem(roomId, new ChatError('history-differs'));
    for (const entry of entries) {
      // A leave that only the server reports is taken as true: it can only exclude a member from later messages.
      const change = memberChangeOf(entry);
      if (change !== undefined && 'goes' in change) conversations.left(roomId, change.goes, entry.seq);
    }
    return opened;
  };

  /** Refreshes chains and epochs that these entries need. */
  const refreshFor = async (roomId: number, entries: readonly Entry[]): Promise<void> => {
    for (const name of new Set(entries.map(({sender}) => sender))) {
      await accounts.refresh(name).catch((error: unknown) => stop(roomId, error));
    }
    await conversations.refresh(roomId).catch((error: unknown) => stop(roomId, error));
  };
  /** Reports trust errors, which stop the conversation; rethrows temporary errors, so that the caller retries. */
  const stop = (roomId: number, error: unknown): void => {
    if (!(error instanceof ChatError)) throw error;
    if (endsTrust(error.code)) return onProblem(roomId, error);
    if (error.canRetry) throw error;
  };
  const known = async (roomId: number, entries: readonly Entry[]): Promise<SealedConversation | undefined> => {
    const one = conversations.known(roomId);
    const lastSeq = one?.epochs.at(-1)?.seq ?? -1;
    const isOld = entries.some(({kind, seq}) => kind === 'epoch' && seq > lastSeq);
    if (one === undefined || isOld) await refreshFor(roomId, []);
    return conversations.known(roomId);
  };

  const conversationOf = (roomId: number): SealedConversation => {
    const one = conversations.known(roomId);
    if (one === undefined) throw new Error(`room ${roomId} is not encrypted`);
    return one;
  };
  const show = (roomId: number, seqs: readonly number[]) => showEntries(client.line, roomId, seqs);

  const openSeen = (roomId: number, entries: readonly Entry[]) => openAll(conversationOf(roomId), entries);
  const comparedAlone = openComparing({rows, show, open: openSeen});
  const withNewMentions = openNewMentions({
    me: () => client.getState().me?.name ?? '',
    changesOf: (roomId, seq) => rows.changesOf(roomId, seq, seq),
    show: async (roomId, seqs) => comparedAlone(roomId, await openSeen(roomId, await show(roomId, seqs))),
  });
  /** Compares references, and marks edits that mention the reader for the first time. */
  const compared = async (roomId: number, opened: readonly OpenedEntry[]): Promise<Entry[]> =>
    withNewMentions(roomId, await comparedAlone(roomId, opened));
  /** Applies later changes that were seen here, including those outside the server's page. */
  const asTheyAreNow = async (roomId: number, entries: readonly Entry[]): Promise<Entry[]> => {
    const here = new Set(entries.map(({seq}) => seq));
    const seqs = entries
      .flatMap(({seq, kind}) => (kind === 'sealed' ? [] : rows.changesOf(roomId, seq, seq)))
      .filter(seq => !here.has(seq))
      .toSorted((one, other) => one - other);
    // The newest changes are enough when there are too many.
    const shown = await show(roomId, seqs.slice(-CHANGES_MAX));
    const elsewhere = await compared(roomId, await openAll(conversationOf(roomId), shown));
    const me = client.getState().me?.name ?? '';
    const all = [...entries, ...elsewhere].toSorted((one, other) => one.seq - other.seq);
    const bySeq = Map.groupBy(all, change => changedSeqOf(change) ?? 0);
    return entries.map(entry =>
      (bySeq.get(entry.seq) ?? []).reduce((target, change) => become(target, change, me), entry),
    );
  };

  /** Decrypts and compares entries, in their original form. */
  const openHere = async (
    roomId: number,
    entries: readonly Entry[],
  ): Promise<{opened: OpenedEntry[]; told: Entry[]}> => {
    let conversation = await known(roomId, entries);
    if (conversation === undefined) {
      const told = entries.map(entry => (entry.kind === 'sealed' ? failed(entry, 'epoch-unknown') : entry));
      return {opened: [], told};
    }
    let opened = await openAll(conversation, entries);
    const lacking = opened.flatMap(({entry}) => (missingKeys.isAskedFor(roomId, entry) ? entry : []));
    if (lacking.length > 0) {
      await refreshFor(roomId, lacking);
      conversation = conversationOf(roomId);
      opened = await openAll(conversation, entries);
      missingKeys.asked(
        roomId,
        lacking,
        opened.map(({entry}) => entry),
      );
    }
    tellClocks(roomId, opened);
    const told = await compared(roomId, opened);
    const first = conversation.epochs[0]?.seq ?? 0;
    about.heard(
      roomId,
      told.filter(({seq}) => seq > first),
    );
    return {opened, told};
  };
  const asTheyAre = (roomId: number, told: Entry[]): Entry[] | Promise<Entry[]> =>
    conversations.known(roomId) === undefined ? told : asTheyAreNow(roomId, told);
  const open: Reading['open'] = async (roomId, entries, {isRaw = false} = {}) => {
    const {told} = await openHere(roomId, entries);
    return isRaw ? told : asTheyAre(roomId, told);
  };

  /** Seq of the end of the verified part; `undefined` when the conversation is not encrypted. */
  const walkedIn = (roomId: number): number | undefined => {
    const first = conversations.known(roomId)?.epochs[0]?.seq;
    return first === undefined ? undefined : Math.max(first, rows.walkedIn(roomId));
  };
  /** Checks that no earlier message of a device is missing, then extends the verified part to `lastSeq`. */
  const pass = (roomId: number, opened: readonly OpenedEntry[], lastSeq: number): void => {
    const seen = opened.flatMap(one => one.seen ?? []);
    const here = new Set(seen.map(({dev, ctr}) => ownPlace(dev, ctr)));
    for (const {seq, dev, ctr, sender} of seen) {
      if (ctr === 1 || here.has(ownPlace(dev, ctr - 1)) || rows.seenBy(roomId, dev, ctr - 1) !== undefined) continue;
      // The device's previous message may be among the entries that the server removed before this device saw them.
      const beginSeq = removed.beginSeq(roomId);
      if (beginSeq > 0 && seq >= beginSeq && !rows.hasEarlierFrom(roomId, {dev, ctr}, beginSeq)) continue;
      const what = `Something of @${sender} is missing here: the server does not show all of it.`;
      client.notify('warning', what, roomId);
    }
    rows.lightly(() => rows.setWalked(roomId, lastSeq));
  };

  return {
    open,
    async arrived(roomId, entries) {
      const {opened, told} = await openHere(roomId, entries);
      const walked = removed.skip(roomId, walkedIn(roomId));
      const [first, last] = [entries[0]?.seq ?? 0, entries.at(-1)?.seq ?? 0];
      const follows = entries.every(({seq}, at) => seq === first + at);
      if (walked !== undefined && follows && first <= walked + 1 && last > walked) pass(roomId, opened, last);
      return asTheyAre(roomId, told);
    },
    changedIn: roomId => rows.changedIn(roomId, CHANGES_MAX),
    async changesOf(roomId, seq) {
      if ((await known(roomId, [])) === undefined) return [];
      const seqs = rows.changesOf(roomId, seq, seq).slice(-CHANGES_MAX);
      const changes = await compared(roomId, await openAll(conversationOf(roomId), await show(roomId, seqs)));
      return changes.toSorted((one, other) => one.seq - other.seq);
    },
    async bodyOf(roomId, seq) {
      const conversation = await known(roomId, []);
      if (conversation === undefined) return undefined;
      const [opened] = await openAll(conversation, await show(roomId, [seq]));
      return opened?.body;
    },
    async accept(roomId) {
      const last = Math.max(rows.lastSeen(roomId)?.seq ?? 0, client.getState().roomById[roomId]?.room.lastSeq ?? 0);
      store.putSecret(`accepted ${roomId}`, Buffer.from(String(last)));
      rows.forgetSeen(roomId);
      await this.walk(roomId);
    },
    async walk(roomId) {
      await known(roomId, []);
      for (;;) {
        const walked = walkedIn(roomId);
        if (walked === undefined) return;
        const page = await client.line.request('entryList', {roomId, afterSeq: walked, limit: PAGE});
        const from = removed.skip(roomId, walked, page.firstSeq) ?? walked;
        const next = page.entries.filter(({seq}, index) => seq === from + index + 1);
        const last = next.at(-1)?.seq;
        if (last === undefined) return;
        const {opened} = await openHere(roomId, next);
        pass(roomId, opened, last);
        if (last >= page.lastSeq) return;
      }
    },
  };
}
