/** Files through proxies that pass bodies on in another form, answer in the server's place, or end early. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {once} from 'node:events';
import {createServer, request, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {connect, type AddressInfo, type Socket} from 'node:net';
import {deflateSync, gzipSync, brotliCompressSync} from 'node:zlib';
import {getFile, sendFiles, transferFinished} from '../../src/client/actions/transfer.ts';
import {contentOf, downloads, pair, sees, sha256} from './transfersSupport.ts';

interface Seen {
  /** Which `GET` of a file this is, from 1 on. */
  count: number;
  headers: IncomingMessage['headers'];
  status: number;
  /** What the server answered, whole. */
  body: Buffer;
  /** Head and body as they are, to the client's connection, which is closed then. */
  raw: (head: string, body?: Buffer) => void;
  res: ServerResponse;
}

const proxies = new Set<Server>();
afterEach(() => {
  for (const proxy of proxies) {
    proxy.closeAllConnections();
    proxy.close();
  }
  proxies.clear();
});

/** Passes everything on; what a `GET` of a file is answered with is up to `answer`. */
async function proxyTo(
  target: string,
  answer: (seen: Seen) => void,
  {isWhole = false, bodyBytesMax = Infinity}: {isWhole?: boolean; bodyBytesMax?: number} = {},
): Promise<string> {
  let count = 0;
  const server = createServer((req, res) => {
    if (Number(req.headers['content-length'] ?? 0) > bodyBytesMax)
      return void res.writeHead(413, {'content-type': 'text/html', connection: 'close'}).end('<h1>413</h1>');
    const isDownload = req.method === 'GET' && req.url?.startsWith('/files/') === true;
    const {range, ...rest} = req.headers;
    const headers = isWhole || range === undefined ? rest : {...rest, range};
    const onward = request(new URL(req.url ?? '/', target), {method: req.method ?? 'GET', headers}, response => {
      if (!isDownload) {
        res.writeHead(response.statusCode ?? 0, response.headers);
        return void response.pipe(res);
      }
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        count += 1;
        answer({
          count,
          headers: response.headers,
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts),
          res,
          raw(head, body = Buffer.alloc(0)) {
            res.socket?.end(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]));
          },
        });
      });
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  server.on('upgrade', (req: IncomingMessage, socket: Socket) => {
    const {hostname, port} = new URL(target);
    const onward = connect(Number(port), hostname, () => {
      const lines = Object.entries(req.headers).map(([name, value]) => `${name}: ${String(value)}`);
      onward.write([`GET ${req.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  proxies.add(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const without = (headers: IncomingMessage['headers'], ...names: string[]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

const inChunks = ({res, status, headers, body}: Seen, encode = (bytes: Buffer) => bytes, encoding?: string) => {
  res.writeHead(status, {
    ...without(headers, 'content-length', 'connection'),
    ...(encoding !== undefined && {'content-encoding': encoding}),
  });
  const bytes = encode(body);
  res.write(bytes.subarray(0, 10));
  res.end(bytes.subarray(10));
};
const asItIs = ({res, status, headers, body}: Seen) => void res.writeHead(status, headers).end(body);
const headOf = ({status, headers}: Seen, ...left: string[]) =>
  [
    `HTTP/1.1 ${status} OK`,
    ...Object.entries(without(headers, 'connection', ...left)).map(([name, value]) => `${name}: ${String(value)}`),
    'connection: close',
  ].join('\r\n');

const SIZE = 300_000;
const BOMB = gzipSync(Buffer.alloc(5_000_000));
type Answer = (seen: Seen) => void;

/** Ends in the middle of the first two bodies, then is itself. */
const cutting =
  (then: Answer): Answer =>
  seen =>
    seen.count > 2 ? then(seen) : seen.raw(headOf(seen), seen.body.subarray(0, 60_000));

const KINDS: readonly (readonly [string, Answer, isWhole?: boolean])[] = [
  ['in chunks', inChunks],
  ['in chunks after the line was cut', cutting(inChunks)],
  ['compressed by gzip', seen => inChunks(seen, gzipSync, 'gzip')],
  ['compressed by deflate', seen => inChunks(seen, deflateSync, 'deflate')],
  ['compressed by brotli after the line was cut', cutting(seen => inChunks(seen, brotliCompressSync, 'br'))],
  ['without a length, up to the end of the connection', seen => seen.raw(headOf(seen, 'content-length'), seen.body)],
  ['whole when a part was asked for', cutting(asItIs), true],
  ['whole, in chunks, when a part was asked for', cutting(inChunks), true],
  ['after early hints', seen => seen.raw(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${headOf(seen)}`, seen.body)],
  [
    'in chunks that break off',
    seen => {
      if (seen.count > 2) return asItIs(seen);
      const part = seen.body.subarray(0, 60_000);
      const head = `${headOf(seen, 'content-length')}\r\ntransfer-encoding: chunked`;
      return seen.raw(head, Buffer.concat([Buffer.from('ea60\r\n'), part, Buffer.from('\r\n')]));
    },
  ],
  [
    'less than it says, without a length',
    seen => seen.raw(headOf(seen, 'content-length'), seen.count > 2 ? seen.body : seen.body.subarray(0, 50_000)),
  ],
  ...[502, 503, 504, 408, 429].map((status): readonly [string, Answer] => [
    `after pages of its own with status ${status}`,
    seen => {
      if (seen.count > 2) return asItIs(seen);
      seen.res.writeHead(status, {'content-type': 'text/html'}).write('<h1>later');
      return void seen.res.end('</h1>');
    },
  ]),
  [
    'after a page of its own with status 200',
    seen => {
      if (seen.count > 1) return asItIs(seen);
      return void seen.res.writeHead(200, {'content-type': 'text/html'}).end('<h1>hello</h1>'.repeat(50));
    },
  ],
];

describe('a file through a proxy that answers', () => {
  test.each(KINDS)('%s, arrives whole', async (_, answer, isWhole = false) => {
    const {ann, bob, roomId, file} = await pair({}, url => proxyTo(url, answer, {isWhole}));
    const path = await file('a.bin', SIZE);
    const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
    await transferFinished(ann.client, up);
    const {path: got = ''} = await transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: 'a.bin'}));
    expect(sha256(await contentOf(got))).toBe(sha256(await contentOf(path)));
    expect(await downloads(bob)).toEqual(['a.bin']);
  });

  test.each<readonly [string, Answer]>([
    ['always with a page', seen => void seen.res.writeHead(200, {'content-type': 'text/html'}).end('<h1>log in</h1>')],
    ['with more than there is', seen => inChunks(seen, bytes => Buffer.concat([bytes, bytes]))],
    ['with a bomb', seen => inChunks(seen, () => BOMB, 'gzip')],
    ['in an encoding that nobody knows', seen => inChunks(seen, bytes => bytes, 'snappy')],
  ])('%s, is told after a few tries', async (_, answer) => {
    const {ann, bob, roomId, file} = await pair({}, url => proxyTo(url, answer));
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('a.bin', 1_000)], roomId});
    await transferFinished(ann.client, up);
    const download = transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: 'a.bin'}));
    await expect(download).rejects.toMatchObject({code: 'bad-answer'});
  });

  test('that it takes no bodies so large, is told as that, and what was offered is taken back', async () => {
    const {ann, bob, roomId, file} = await pair({}, url => proxyTo(url, asItIs, {bodyBytesMax: 100_000}));
    const paths = [await file('large.bin', SIZE), await file('small.bin', 1_000)];
    const [[large = ''], [small = '']] = (await Promise.all(
      paths.map(path => sendFiles(ann.client, {paths: [path], roomId})),
    )) as [string[], string[]];
    await expect(transferFinished(ann.client, large)).rejects.toMatchObject({
      code: 'file-too-large',
      detail: expect.stringContaining('a proxy'),
    });
    await transferFinished(ann.client, small);
    await sees(bob, 'cancelled');
    const {files} = await bob.client.request('fileList', {roomId});
    expect(Object.fromEntries(files.map(({name, state}) => [name, state]))).toEqual({
      'large.bin': 'cancelled',
      'small.bin': 'complete',
    });
  });
});
