/** Coalesces the packets of one event-loop turn into one socket write, for connections with pending requests. */
import type {IncomingMessage} from 'node:http';
import type {Socket} from 'socket.io';
import type {Requester} from '../requests/dispatch.ts';

/** Missing in the types of the library: its unbounded queue, and the function that flushes it. */
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
 * Writes at once. For a connection with pending requests, writes once at the end of the turn together with their answers: in a
 * room of 10 people who all write, a third of the writes. Uses no timer.
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
    // The library starts another queue when it writes this one.
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
    // After all promises that are already settled, whose answers belong to the same write.
    if (waiting.size === 0) queueMicrotask(() => process.nextTick(writeAll));
    waiting.add(this);
  }
  return (socket, requester) => {
    const conn = socket.conn as unknown as Conn;
    conn.requester = requester;
    // Wrapping twice would recurse endlessly.
    if (conn.flush === flush) return;
    Object.assign(conn, {flushNow: conn.flush, flush});
    conn.transport.on('drain', () => requester.pace.written());
  };
}

/**
 * Joins header and payload of a broadcast frame once for all receivers, because a plain write is cheaper than a gathering one.
 */
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
