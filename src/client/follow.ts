/** The entries of one room from a given one on, each once, in order, without a hole, for as long as they are wanted. */
import {ChatError} from '../shared/errors.ts';
import {FIXED_LIMITS} from '../shared/limits.ts';
import type {Entry} from '../shared/entry.ts';
import type {Client} from './client.ts';

/**
 * `fromSeq` is the first one wanted. Survives cuts of the connection: what was missed comes first.
 * @param onEnd called once when the room cannot be followed any more, e.g. `not-in-room`
 * @returns how to stop
 */
export function followRoom(
  client: Client,
  {roomId, fromSeq, onEnd}: {roomId: number; fromSeq: number; onEnd?: (error: ChatError) => void},
  onEntries: (entries: readonly Entry[]) => void,
): () => void {
  let nextSeq = Math.max(1, fromSeq);
  /** As far as the log is known to reach. */
  let lastSeq = 0;
  let isFetching = false;
  let isStopped = false;

  const take = (entries: readonly Entry[]) => {
    const fresh: Entry[] = [];
    for (const entry of entries) if (entry.seq === nextSeq + fresh.length) fresh.push(entry);
    lastSeq = Math.max(lastSeq, entries.at(-1)?.seq ?? 0);
    if (fresh.length === 0) return;
    nextSeq += fresh.length;
    onEntries(fresh);
  };
  const fetchMissing = async () => {
    if (isFetching || isStopped) return;
    isFetching = true;
    try {
      for (let before = -1; !isStopped && before !== nextSeq;) {
        before = nextSeq;
        const page = await client.request('entryList', {
          roomId,
          afterSeq: nextSeq - 1,
          limit: FIXED_LIMITS.pageSizeMax,
        });
        if (isStopped) return;
        take(page.entries);
        lastSeq = Math.max(lastSeq, page.lastSeq);
        if (nextSeq > lastSeq) return;
      }
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (!error.canRetry) end(error);
    } finally {
      isFetching = false;
    }
  };
  const end = (error: ChatError) => {
    isStopped = true;
    stop();
    onEnd?.(error);
  };
  const stop = client.addPart({
    onChange(change) {
      if (change.type === 'entriesAppended' && change.roomId === roomId) {
        take(change.entries);
        if (nextSeq <= lastSeq) client.background(fetchMissing());
      } else if (change.type === 'connectionChanged') {
        if (change.connection.status === 'online') client.background(fetchMissing());
        if (change.connection.status === 'ended') end(new ChatError(change.connection.code, change.connection.detail));
      } else if (change.type === 'roomClosed' && change.roomId === roomId)
        end(new ChatError('not-in-room', 'this room'));
    },
  });
  if (client.getState().connection.status === 'online') client.background(fetchMissing());
  return () => {
    isStopped = true;
    stop();
  };
}
