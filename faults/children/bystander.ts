/** A TCP echo server that nobody attacks, or its client: shows how an attack slows down everything on the machine. */
import {once} from 'node:events';
import {connect, createServer, type AddressInfo} from 'node:net';
import {pause} from '../waiting.ts';

/** Nothing for the echo itself; the other process has its port, and how long it waits between two questions. */
export interface BystanderTask {
  port: number;
  everyMs: number;
}

const [text] = process.argv.slice(2);
process.on('disconnect', () => process.exit(0));
if (text === undefined) {
  const server = createServer(socket => void socket.setNoDelay().pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
} else {
  const {port, everyMs} = JSON.parse(text) as BystanderTask;
  const socket = connect({host: '127.0.0.1', port}).setNoDelay();
  await once(socket, 'connect');
  for (;;) {
    const sentMs = performance.now();
    const answer = once(socket, 'data');
    socket.write('.');
    await answer;
    process.send?.(performance.now() - sentMs);
    await pause(everyMs);
  }
}
