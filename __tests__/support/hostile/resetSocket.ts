/** Ends a TCP connection by a reset. */
import type {Socket} from 'node:net';

/**
 * While the end of its writes is still on its way, the system cannot reset it, and Node would keep its handle for ever, busily.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
