/** Reference for files: sends files by PUT or fetches them by GET with Node's streams: `put|get PORT PATH…`. */
import {createReadStream, createWriteStream, statSync} from 'node:fs';
import {Agent, request} from 'node:http';
import {basename} from 'node:path';
import {pipeline} from 'node:stream/promises';

const [kind, port, ...paths] = process.argv.slice(2) as [string, string, ...string[]];
const agent = new Agent({keepAlive: true});
const optionsFor = (path: string) => ({
  host: '127.0.0.1',
  port: Number(port),
  path: `/${encodeURIComponent(basename(path))}`,
  method: kind.toUpperCase(),
  agent,
});

async function put(path: string): Promise<void> {
  const outgoing = request({...optionsFor(path), headers: {'content-length': statSync(path).size}});
  const answered = new Promise<void>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', response => response.resume().on('end', resolve));
  });
  await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), outgoing);
  await answered;
}

const get = (path: string) =>
  new Promise<void>((resolve, reject) => {
    request(optionsFor(path), response => {
      pipeline(response, createWriteStream(path, {highWaterMark: 1 << 20})).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });

for (const path of paths) await (kind === 'put' ? put(path) : get(path));
agent.destroy();
