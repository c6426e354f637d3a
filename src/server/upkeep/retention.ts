/** Retention of messages: by the age set for server or room, and by the size of a room or of all rooms. */
import {DAY_MS} from '../../shared/limits.ts';
import type {ServerContext} from '../context.ts';
import type {KeptRoom, Trimmed} from '../storeContract/log.ts';
import type {Steps} from '../rooms/erasing.ts';

const ROOMS_AT_ONCE = 100;

/** Limits of one room. */
interface Bounds {
  beforeMs?: number;
  bytesMax?: number;
}

/** The shorter retention of server and room; 0 is for ever. */
function daysOf({keepDays = 0}: ServerContext['settings'], room: KeptRoom): number {
  const own = room.keepDays ?? 0;
  return own === 0 ? keepDays : keepDays === 0 ? own : Math.min(own, keepDays);
}

export async function expireMessages(server: ServerContext, whileThereIs: Steps): Promise<void> {
  const {store, settings, now} = server;
  let afterRoomId = 0;
  await whileThereIs(async () => {
    const rooms = await store.roomKeptList({afterRoomId, limit: ROOMS_AT_ONCE});
    for (const room of rooms) await trim(server, whileThereIs, room.roomId, boundsOf(server, room));
    afterRoomId = rooms.at(-1)?.roomId ?? 0;
    return rooms.length === ROOMS_AT_ONCE;
  });
  await whileThereIs(async () => {
    const {keepInAllBytes} = settings;
    if (keepInAllBytes === undefined) return false;
    const {roomId, bytes} = await store.roomOldest();
    if (roomId === undefined || bytes <= keepInAllBytes) return false;
    // At most one step, because afterwards another room may have the oldest entry.
    const bytesMax = await bytesLeft(server, roomId, bytes - keepInAllBytes);
    return tell(server, roomId, await store.roomTrim({roomId, bytesMax, entryId: server.newId(), atMs: now()}));
  });
}

function boundsOf(server: ServerContext, room: KeptRoom): Bounds | undefined {
  const {settings, now} = server;
  const days = daysOf(settings, room);
  const {keepPerRoomBytes: bytesMax} = settings;
  if (days === 0 && (bytesMax === undefined || room.bytes <= bytesMax)) return undefined;
  return {...(days > 0 && {beforeMs: now() - days * DAY_MS}), ...(bytesMax !== undefined && {bytesMax})};
}

/** Trims room by room, so that members are notified once. */
async function trim(
  server: ServerContext,
  whileThereIs: Steps,
  roomId: number,
  bounds: Bounds | undefined,
): Promise<void> {
  if (bounds === undefined) return;
  const {store, newId, now} = server;
  let all: Trimmed | undefined;
  await whileThereIs(async () => {
    const one = await store.roomTrim({roomId, ...bounds, entryId: newId(), atMs: now()});
    if (one === undefined) return false;
    all = {firstSeq: one.firstSeq, entries: (all?.entries ?? 0) + one.entries, fileIds: []};
    await removeBytes(server, one);
    return true;
  });
  if (all !== undefined) await tell(server, roomId, all);
}

/** Size limit of a room from which this many bytes have to be removed. */
async function bytesLeft({store}: ServerContext, roomId: number, tooMuch: number): Promise<number> {
  const [room] = await store.roomKeptList({afterRoomId: roomId - 1, limit: 1});
  return Math.max(0, (room?.bytes ?? 0) - tooMuch);
}

async function removeBytes({files}: ServerContext, {fileIds}: Trimmed): Promise<void> {
  for (const fileId of fileIds) await files.remove(fileId);
}

/** @returns whether anything was removed */
async function tell(server: ServerContext, roomId: number, trimmed: Trimmed | undefined): Promise<boolean> {
  if (trimmed === undefined) return false;
  const {connections, log} = server;
  const {firstSeq, entries} = trimmed;
  await removeBytes(server, trimmed);
  connections.broadcast.toRoom(roomId, 'entriesRemoved', {roomId, firstSeq});
  log.info({roomId, firstSeq, entries}, 'old messages were removed');
  return true;
}
