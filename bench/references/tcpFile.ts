/** Reference for files between two machines: one file over plain TCP, hashed at both ends: `take PATH` or `give PORT PATH`. */
import {createHash} from 'node:crypto';
import {createReadStream, createWriteStream} from 'node:fs';
import {connect, createServer, type AddressInfo} from 'node:net';
import {Transform} from 'node:stream';
import {pipeline} from 'node:stream/promises';

const [kind, ...rest] = process.argv.slice(2);
const hash = createHash('sha256');
const hashed = () =>
  new Transform({
    highWaterMark: 1 << 20,
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });

if (kind === 'take') {
  const server = createServer(socket => {
    server.close();
    void pipeline(socket, hashed(), createWriteStream(rest[0]!, {highWaterMark: 1 << 20}));
  }).listen(0, '127.0.0.1', () => process.stdout.write(`ready at ${(server.address() as AddressInfo).port}\n`));
} else {
  const socket = connect({host: '127.0.0.1', port: Number(rest[0])});
  await pipeline(createReadStream(rest[1]!, {highWaterMark: 1 << 20}), hashed(), socket);
}
