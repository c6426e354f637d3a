/** Broadcasts what a commit stored: one event per room, not one per entry. */
import {textOf, type Entry} from '../../shared/entries/entry.ts';
import type {Broadcast} from './connections.ts';
import type {Committed} from '../storeContract/store.ts';
import {faultPoint} from '../../shared/machine/faultPoint.ts';

/** Maximum text of one packet in code units; more is sent as several. */
const PACKET_TEXT_MAX = 128 * 1024;

export function broadcastCommitted(broadcast: Broadcast, committed: readonly Committed[]): void {
  const entriesByRoom = new Map<number, Entry[]>();
  for (const {roomId, entry} of committed) {
    const entries = entriesByRoom.get(roomId);
    if (entries === undefined) entriesByRoom.set(roomId, [entry]);
    else entries.push(entry);
  }
  for (const [roomId, entries] of entriesByRoom) {
    for (const part of partsOf(entries)) broadcast.toRoom(roomId, 'entriesAppended', {roomId, entries: part});
    faultPoint('fanOut.between');
  }
}

function partsOf(entries: Entry[]): Entry[][] {
  const parts: Entry[][] = [];
  let start = 0;
  let length = 0;
  for (const [index, entry] of entries.entries()) {
    length += textOf(entry).length;
    if (length <= PACKET_TEXT_MAX || index === start) continue;
    parts.push(entries.slice(start, index));
    start = index;
    length = textOf(entry).length;
  }
  parts.push(start === 0 ? entries : entries.slice(start));
  return parts;
}
