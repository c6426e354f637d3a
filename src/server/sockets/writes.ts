/** Coalesces packets of one event-loop turn into one socket write, for connections with requests under way. */
import type {IncomingMessage} from 'node:http';
import type {Socket} from 'socket.io';
import type {Requester} from '../requests/dispatch.ts';

/** Missing in the types of the library: its unbounded queue, and how that is flushed. */
interface Conn {
  readonly request: IncomingMessage;
  readonly writeBuffer: readonly {data?: unknown; options?: {wsPreEncodedFrame?: Buffer[]}}[];
  readonly transport: {on(name: 'drain', listener: () => void): void};
  flush: () => void;
  /** Added here: the connection's lanes. */
  requester: Requester;
  /** Added here: the library's own `flush`. */
  flushNow: () => void;
}

/**
 * Writes at once, but for a connection with pending requests once at the end of the turn, together with their answers: in a
 * room of 10 where all write, a third of the writes. No timer is involved.
 */
export function openWrites(): (socket: Socket, requester: Requester) => void {
  const waiting = new Set<Conn>();

  function write(conn: Conn): void {
    const raw = conn.request.socket;
    for (const {options} of conn.writeBuffer)
      if (options?.wsPreEncodedFrame !== undefined) joinFrame(options.wsPreEncodedFrame);
    raw.cork();
    const queue = conn.writeBuffer;
    conn.flushNow();
    // The library begins another queue when it writes this one.
    if (conn.writeBuffer !== queue) conn.requester.pace.writing();
    raw.uncork();
  }
  function writeAll(): void {
    for (const conn of waiting) write(conn);
    waiting.clear();
  }
  function flush(this: Conn): void {
    if (this.writeBuffer.length === 0) return;
    if (this.requester.lanes.chat.isIdle() && this.requester.lanes.transfer.isIdle()) {
      write(this);
      return;
    }
    // Behind all promises that are settled already: their answers belong to the same write.
    if (waiting.size === 0) queueMicrotask(() => process.nextTick(writeAll));
    waiting.add(this);
  }
  return (socket, requester) => {
    const conn = socket.conn as unknown as Conn;
    conn.requester = requester;
    // A second wrapping would call itself without end.
    if (conn.flush === flush) return;
    Object.assign(conn, {flushNow: conn.flush, flush});
    conn.transport.on('drain', () => requester.pace.written());
  };
}

/** Joins header and payload of a broadcast frame once for all receivers: a plain write costs less than a gathering one. */
function joinFrame(frame: Buffer[]): void {
  if (frame.length > 1) frame.splice(0, frame.length, Buffer.concat(frame));
}

/** What is queued for a connection in user space: in its own queue and in the stream below. */
export function waitingFor({conn, request}: Socket): {packets: number; bytes: number} {
  const {writeBuffer} = conn as unknown as Conn;
  let bytes = request.socket.writableLength;
  for (const {data} of writeBuffer) if (typeof data === 'string') bytes += data.length;
  return {packets: writeBuffer.length, bytes};
}

export function lastBytesOf({conn}: Socket): number {
  const data = (conn as unknown as Conn).writeBuffer.at(-1)?.data;
  return typeof data === 'string' ? data.length : 0;
}
