/** Offers in direct conversations that wait for a decision: new ones, and those that arrived while offline. */
import type {FileView} from '../../shared/model.ts';
import {fileStatusOf, foldFileStatuses, type Entry} from '../../shared/entries/entry.ts';
import type {Core} from '../core/core.ts';
import {isConversation} from '../state/selectors.ts';
import type {State, Transfer} from '../state/state.ts';
import {expiryOf} from '../wording/fileWords.ts';

/** Number of newest files that are requested for each unread conversation. */
const MISSED_MAX = 50;

const toOffer = (
  file: Pick<FileView, 'fileId' | 'seq' | 'name' | 'sizeBytes' | 'sender' | 'bundle'>,
  {roomId, atMs, state}: {roomId: number; atMs: number; state: State},
): Transfer => ({
  transferId: file.fileId,
  direction: 'down',
  fileId: file.fileId,
  seq: file.seq,
  roomId,
  name: file.name,
  peer: file.sender,
  ...(file.bundle && {bundle: file.bundle}),
  sizeBytes: file.sizeBytes,
  doneBytes: 0,
  bytesPerSecond: 0,
  status: 'offered',
  startedAtMs: atMs,
  ...expiryOf(state, atMs),
});

const isDirect = (state: State, roomId: number): boolean =>
  roomId in state.roomById && isConversation(state.roomById[roomId]?.room ?? {kind: 'public'});

/** Offers by others in a direct conversation, without those that the same entries withdraw. */
export function findOffers(state: State, roomId: number, entries: readonly Entry[]): Transfer[] {
  if (!isDirect(state, roomId)) return [];
  const statuses = foldFileStatuses(new Map(), entries);
  return entries.flatMap(entry => {
    if (entry.kind !== 'file' || entry.sender === state.me?.name) return [];
    const {state: status, declinedBy} = fileStatusOf(statuses, entry);
    const isGone = status === 'cancelled' || declinedBy.length > 0;
    return isGone ? [] : [toOffer(entry, {roomId, atMs: entry.sentAtMs, state})];
  });
}

/** Requests missed offers from the server, because the logs of rooms that are not shown are not fetched. */
export async function missedOffers(client: Core): Promise<Transfer[]> {
  const found: Transfer[] = [];
  for (const {room} of Object.values(client.getState().roomById)) {
    if (!isConversation(room) || room.lastSeq <= room.readSeq) continue;
    const {files} = await client.request('fileList', {roomId: room.roomId, limit: MISSED_MAX});
    for (const file of files.toReversed()) {
      const isOpen =
        file.seq > room.readSeq && file.state !== 'cancelled' && file.sender !== client.getState().me?.name;
      if (isOpen) found.push(toOffer(file, {roomId: room.roomId, atMs: file.offeredAtMs, state: client.getState()}));
    }
  }
  return found;
}
