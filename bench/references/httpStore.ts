/** Reference for files: PUT writes a file, GET reads it, with Node's streams only. */
import {createReadStream, createWriteStream, statSync} from 'node:fs';
import {createServer} from 'node:http';
import {basename, join} from 'node:path';
import {pipeline} from 'node:stream/promises';

const folder = process.argv[2]!;
const server = createServer((request, response) => {
  const path = join(folder, basename(request.url ?? ''));
  const work = async () => {
    if (request.method === 'PUT') {
      await pipeline(request, createWriteStream(path, {highWaterMark: 1 << 20}));
      response.end('ok');
    } else {
      response.setHeader('content-length', statSync(path).size);
      await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), response);
    }
  };
  work().catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`ready at ${typeof address === 'object' && address ? address.port : ''}\n`);
});
