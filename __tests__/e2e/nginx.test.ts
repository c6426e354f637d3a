/** Debian's nginx with what it does by itself: idle time-outs, limits of bodies, and bodies passed on in other pieces. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {randomBytes} from 'node:crypto';
import {getFile, sendFiles, transferFinished} from '../../src/client/actions/transfer.ts';
import {ChatError, sentenceOf} from '../../src/shared/errors.ts';
import {TIMEOUTS} from '../../src/shared/limits.ts';
import {asker, creation, PATCH} from '../server/filesSupport.ts';
import {contentOf, pair, sees, sha256} from '../client/transfersSupport.ts';
import {connectDevice} from '../support/person.ts';
import {holdPort} from '../support/machine/heldPort.ts';
import {runNginx, whyNoNginx} from '../support/machine/nginx.ts';
import {cleanUp, onCleanUp, temporaryFolder} from '../support/program.ts';
import {world} from '../support/world.ts';

afterEach(cleanUp);

const missing = whyNoNginx();
if (missing !== undefined) process.stderr.write(`Not tested: ${missing}\n`);

/** As its own documentation has it. */
const DEFAULT_TIMEOUT_MS = 60_000;

/** What it needs to pass a WebSocket on, and otherwise what it does by itself, besides `lines`. */
const through =
  (lines: string) =>
  async (target: string): Promise<string> => {
    const {port, release} = await holdPort();
    onCleanUp(release);
    const site = `
      map $http_upgrade $connection_upgrade { default upgrade; '' close; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass ${target};
          proxy_http_version 1.1;
          proxy_set_header Host $http_host;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $connection_upgrade;
          ${lines}
        }
      }`;
    await runNginx(temporaryFolder(), site);
    return `http://127.0.0.1:${port}`;
  };

/** Times out after one second without a byte from the server. */
const IMPATIENT = 'proxy_read_timeout 1s;';

(missing === undefined ? describe : describe.skip)('nginx', () => {
  test('keeps a conversation in which nobody says anything, because the server asks before its time-out', async () => {
    expect(TIMEOUTS.pingIntervalMs + TIMEOUTS.pingTimeoutMs).toBeLessThanOrEqual(DEFAULT_TIMEOUT_MS / 2);
    const quiet = await world({ports: {pingIntervalMs: 300}});
    const {token} = await quiet.person('ann');
    const kept = await connectDevice(await through(IMPATIENT)(quiet.url), {token});
    // Longer than the time-out, by the server's clock.
    let pings = 0;
    await new Promise<void>(resolve => kept.socket.io.on('ping', () => ++pings === 6 && resolve()));
    expect(await kept.codeOf('sessionOpen', {})).toBe('ok');
    await kept.close();
    // The same nginx ends what is really silent: the time-out of this test is one.
    const silent = await world({ports: {pingIntervalMs: 60_000}});
    const {token: other} = await silent.person('bob');
    const cut = await connectDevice(await through(IMPATIENT)(silent.url), {token: other});
    expect(await cut.ended).toBe('transport close');
  });

  test('passes files on in other pieces, kept on its disk in between, and their bytes are the same', async () => {
    const lines = `client_max_body_size 0; client_body_buffer_size 8k; proxy_buffers 4 4k; proxy_buffer_size 4k;
      proxy_busy_buffers_size 8k; limit_rate 20m;`;
    const {ann, bob, roomId, file} = await pair({}, through(lines));
    const path = await file('a.bin', 3_000_000);
    const [up = ''] = await sendFiles(ann.client, {paths: [path], roomId});
    await transferFinished(ann.client, up);
    const {path: got = ''} = await transferFinished(bob.client, await getFile(bob.client, {roomId, wanted: 'a.bin'}));
    expect(sha256(await contentOf(got))).toBe(sha256(await contentOf(path)));
  });

  test('that times out while a download waits for its sender is come through again', async () => {
    let url = '';
    const opened = await pair(
      {},
      async target => (url = await through(`${IMPATIENT} client_max_body_size 0;`)(target)),
    );
    const {ann, bob, roomId, one} = opened;
    const content = randomBytes(300_000);
    const asAnn = asker(one.url, ann.token);
    const offer = {roomId, clientMsgId: one.newId(), name: 'later.bin', sizeBytes: content.length};
    const {fileId} = await ann.client.request('fileOffer', offer);
    await asAnn('POST', '/files/', creation(fileId, content.length));
    const send = (from: number, to: number) =>
      asAnn('PATCH', `/files/${fileId}`, {...PATCH, 'upload-offset': String(from)}, content.subarray(from, to));
    await send(0, 100_000);
    const transfer = await getFile(bob.client, {roomId, wanted: 'later.bin'});
    await sees(bob, 'active');
    // One more that waits, whose end is seen here.
    const waiting = await fetch(`${url}/files/${fileId}`, {headers: {authorization: `Bearer ${bob.token}`}});
    await expect(waiting.arrayBuffer()).rejects.toThrow('terminated');
    await send(100_000, content.length);
    await ann.client.request('fileComplete', {fileId, sha256: sha256(content)});
    const {path = ''} = await transferFinished(bob.client, transfer);
    expect(sha256(await contentOf(path))).toBe(sha256(content));
  });

  test('takes no bodies beyond its limit, which is told as that with who can change it', async () => {
    // One megabyte, where nothing is said.
    const {ann, bob, roomId, file} = await pair({}, through(''));
    const [up = ''] = await sendFiles(ann.client, {paths: [await file('large.bin', 3_000_000)], roomId});
    const told = await transferFinished(ann.client, up).then(
      () => 'sent',
      (error: ChatError) => sentenceOf(error.code, error.detail, 'shell'),
    );
    expect(told).toBe('The file is too large: a proxy before the server limits bodies; tell its operator.');
    await sees(bob, 'cancelled');
  });
});
