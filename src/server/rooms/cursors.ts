/** Tells a person's other devices how far a room is read. */
import type {Context} from '../context.ts';
import type {Position} from '../storeContract/reading.ts';

export function tellCursor({me, connections, connection}: Context, roomId: number, {readSeq, resets}: Position): void {
  for (const device of connections.of(me.userId)) {
    if (device !== connection && device.isOpen) device.tell('cursorMoved', {roomId, seq: readSeq, resets});
  }
}
