/**
 * Delivers the entries of one room from a given seq on, until it is stopped: each once, in order, without gaps except for
 * entries that the server has removed.
 */
import {ChatError, waitSecondsOf} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import type {Client} from '../client.ts';
import {DEFAULT_BACKOFF, waitMs} from '../line/backoff.ts';

export interface Following {
  roomId: number;
  /** Seq of the first entry to deliver. */
  fromSeq: number;
  /** The caller knows from the server that the log ends before `fromSeq`: nothing is requested until a new entry arrives. */
  isAtEnd?: boolean;
  /** Called once when the room cannot be followed any more, e.g. `not-in-room`. */
  onEnd?: (error: ChatError) => void;
  /**
   * The server's log was rolled back, as by restoring an older backup: both logs are equal up to `seq`, and delivery
   * continues after it.
   */
  onRewound?: (seq: number) => void;
}

/** Number of entry ids kept in memory to compare the log after a reconnect. */
const KNOWN_MAX = 1_000;
const PAGE = FIXED_LIMITS.pageSizeMax;

/** Continues after reconnects, missed entries first. @returns a function that stops delivery */
export function followRoom(
  client: Client,
  {roomId, fromSeq, isAtEnd = false, onEnd, onRewound}: Following,
  onEntries: (entries: readonly Entry[]) => void,
): () => void {
  let nextSeq = Math.max(1, fromSeq);
  /** Highest seq that is known to exist on the server. */
  let lastSeq = 0;
  /** Ids of delivered entries by seq, in ascending order. */
  const idBySeq = new Map<number, string>();
  /** False from a disconnect until the logs were compared: the server may come back with another log. */
  let isSameLog = isAtEnd;
  let isFetching = false;
  let isStopped = false;
  /** Consecutive requests that failed and can be retried. */
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const take = (entries: readonly Entry[]) => {
    const fresh: Entry[] = [];
    for (const entry of entries) if (entry.seq === nextSeq + fresh.length) fresh.push(entry);
    lastSeq = Math.max(lastSeq, entries.at(-1)?.seq ?? 0);
    if (fresh.length === 0) return;
    nextSeq += fresh.length;
    fresh.forEach(keepId);
    onEntries(fresh);
  };
  const keepId = ({seq, id}: Entry) => {
    idBySeq.set(seq, id);
    const [oldest] = idBySeq.keys();
    if (oldest !== undefined && idBySeq.size > KNOWN_MAX) idBySeq.delete(oldest);
  };
  /** Compares the last entry that was read with the server's, to see whether the log is still the same. */
  const compare = async () => {
    const readSeq = nextSeq - 1;
    const page = await client.request('entryList', {roomId, afterSeq: Math.max(0, readSeq - 1), limit: 1});
    const [entry] = page.entries;
    const known = idBySeq.get(readSeq);
    // The server has removed the entry that was read last: the logs cannot be compared.
    const isRemoved = readSeq < (page.firstSeq ?? 1);
    const isSame = page.lastSeq >= readSeq && (isRemoved || known === undefined || entry?.id === known);
    if (!isSame) await rewind(page.lastSeq);
    else if (entry?.seq === readSeq) keepId(entry);
    isSameLog = true;
  };
  /** Goes back to the last entry that both logs have. */
  const rewind = async (endSeq: number) => {
    let commonSeq = Math.min(endSeq, Math.min(...idBySeq.keys()) - 1);
    for (let beforeSeq = endSeq + 1; ;) {
      const {entries} = await client.request('entryList', {roomId, beforeSeq, limit: PAGE});
      const same = entries.findLast(({seq, id}) => idBySeq.get(seq) === id);
      if (same !== undefined) commonSeq = same.seq;
      const [oldest] = entries;
      if (same !== undefined || oldest === undefined || oldest.seq <= commonSeq + 1) break;
      beforeSeq = oldest.seq;
    }
    for (const seq of idBySeq.keys()) if (seq > commonSeq) idBySeq.delete(seq);
    nextSeq = commonSeq + 1;
    lastSeq = endSeq;
    onRewound?.(commonSeq);
  };
  const fetchMissing = async () => {
    if (isFetching || isStopped) return;
    isFetching = true;
    clearTimeout(timer);
    try {
      if (!isSameLog) await compare();
      for (let before = -1; !isStopped && before !== nextSeq;) {
        before = nextSeq;
        const page = await client.request('entryList', {roomId, afterSeq: nextSeq - 1, limit: PAGE});
        if (isStopped) return;
        failures = 0;
        nextSeq = Math.max(nextSeq, page.firstSeq ?? 1);
        take(page.entries);
        lastSeq = Math.max(lastSeq, page.lastSeq);
        if (nextSeq > lastSeq) return;
      }
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (!error.canRetry) return end(error);
      const delayMs = waitMs(DEFAULT_BACKOFF, ++failures, waitSecondsOf(error.code, error.detail));
      timer = setTimeout(() => client.background(fetchMissing()), delayMs);
    } finally {
      isFetching = false;
    }
  };
  const end = (error: ChatError) => {
    stop();
    onEnd?.(error);
  };
  const forget = client.addPart({
    on: {
      entriesAppended(appended) {
        if (appended.roomId !== roomId) return;
        if (isSameLog) take(appended.entries);
        if (!isSameLog || nextSeq <= lastSeq) client.background(fetchMissing());
      },
      connectionChanged({connection}) {
        isSameLog = false;
        if (connection.status === 'online') client.background(fetchMissing());
        if (connection.status === 'ended') end(new ChatError(connection.code, connection.detail));
      },
      roomClosed(closed) {
        if (closed.roomId === roomId) end(new ChatError('not-in-room', 'this room'));
      },
    },
  });
  const stop = () => {
    isStopped = true;
    clearTimeout(timer);
    forget();
  };
  if (!isAtEnd && client.getState().connection.status === 'online') client.background(fetchMissing());
  return stop;
}
