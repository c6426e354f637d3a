/** A server that says something before the answer, again and again: what a client keeps of it is bounded. */
import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';
import {expect, test} from '@jest/globals';
import {stream} from '../../src/client/transfers/bytes/stream.ts';

const EARLY = 'HTTP/1.1 103 Early Hints\r\n\r\n';
const BODY = Buffer.alloc(100_000, 'x');
const ANSWER = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n`;

/** What comes of a file that is answered with so much before it. */
async function fetched(before: string): Promise<number | string> {
  const server = createServer(socket => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([Buffer.from(before + ANSWER), BODY])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let count = 0;
  try {
    await stream({
      server: {serverUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'x'},
      path: '/files/x',
      headers: {},
      sizeBytes: BODY.length,
      readBytes: 512 * 1024,
      signal: new AbortController().signal,
      onHead: () => undefined,
      onBody(bytes) {
        count += bytes.length;
        return true;
      },
      onFlow: () => undefined,
    });
    return count;
  } catch (error) {
    return (error as {code: string}).code;
  } finally {
    server.close();
  }
}

test('B58 what is said before an answer is passed over', async () => {
  expect(await fetched(EARLY.repeat(20))).toBe(BODY.length);
});

test('B58 what is said before an answer without end is no answer', async () => {
  for (const count of [4_000, 40_000]) expect(await fetched('HTTP/1.1 100\r\n\r\n'.repeat(count))).toBe('bad-answer');
});
