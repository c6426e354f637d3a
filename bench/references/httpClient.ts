/** Reference for files: sends one by PUT, or takes one by GET, by Node's own streams: `put|get PORT PATH`. */
import {createReadStream, createWriteStream, statSync} from 'node:fs';
import {request} from 'node:http';
import {pipeline} from 'node:stream/promises';

const [kind, port, path] = process.argv.slice(2) as [string, string, string];
const options = {host: '127.0.0.1', port: Number(port), path: '/file', method: kind.toUpperCase()};
if (kind === 'put') {
  const outgoing = request({...options, headers: {'content-length': statSync(path).size}});
  const answered = new Promise<void>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', response => response.resume().on('end', resolve));
  });
  await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), outgoing);
  await answered;
} else {
  await new Promise<void>((resolve, reject) => {
    request(options, response => {
      pipeline(response, createWriteStream(path, {highWaterMark: 1 << 20})).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });
}
