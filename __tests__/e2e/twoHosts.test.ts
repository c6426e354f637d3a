/**
 * A server for other machines, seen from another machine: joined by link, known by its key, changed, and behind the nginx of
 * docs/operations.md.
 */
import {spawn, spawnSync} from 'node:child_process';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {parseAddress} from '../../src/shared/address.ts';
import {makeCertificate, writePair} from '../support/certificates.ts';
import {runNginx} from '../support/nginx.ts';
import {run, twoHosts, whyNoHosts, type Host} from '../support/hosts.ts';
import {
  cleanUp,
  onCleanUp,
  passwordOf,
  person,
  temporaryFolder,
  type Person,
  type Running,
} from '../support/program.ts';

afterEach(cleanUp);

const missing = whyNoHosts();
if (missing !== undefined) process.stderr.write(`Two machines are not tested here. ${missing}\n`);

const READY = /^chat-tui server ready at (\S+)\n(\S+)$/m;

async function serveOn(host: Host, who: Person, args: readonly string[]): Promise<Running & {link: string}> {
  const running = who.start(['serve', '--port', '7420', ...args], host.on);
  const [, , link = ''] = await running.waitFor(READY);
  return {...running, link};
}

const register = (who: Person, host: Host, link: string, env: Record<string, string> = {}) =>
  who.run(['register', '--user', 'ann', '--store', 'file', '--password-stdin', '--server', link], {
    ...host.on,
    env,
    stdin: passwordOf('ann'),
  });

(missing === undefined ? describe : describe.skip)('another machine', () => {
  test('joins by the link that is printed, knows the key from then on, and stops at another one', async () => {
    const {server, client} = await twoHosts();
    const operator = person();
    const first = await serveOn(server, operator, ['--host', '0.0.0.0']);
    expect(first.stdout()).toContain('ready at https://0.0.0.0:7420');
    expect(first.link).toMatch(/^https:\/\/10\.9\.0\.1:7420\/join#/);
    const ann = person();
    expect(await register(ann, client, first.link)).toMatchObject({code: 0});
    const {stdout} = await ann.run(['whoami'], client.on);
    expect(stdout).toContain('https://10.9.0.1:7420');
    expect(first.stderr()).toContain('"address":"10.9.0.2"');
    await first.stop();
    rmSync(join(operator.home, 'server', 'tls-key.pem'));
    const second = await serveOn(server, operator, ['--host', '0.0.0.0']);
    const stopped = await ann.run(['whoami'], client.on);
    expect(stopped).toMatchObject({code: 3, stderr: expect.stringContaining('has changed')});
    expect(await ann.run(['trust', second.link], client.on)).toMatchObject({code: 0});
    expect(await ann.run(['whoami'], client.on)).toMatchObject({code: 4});
  });

  test.each([
    ['nginx', 'nginx-light', startNginx],
    ['caddy', 'caddy', startCaddy],
  ] as const)('comes through %s as the documentation sets it up', async (proxy, inDebian, start) => {
    if (spawnSync(proxy, ['version']).error !== undefined)
      return console.warn(`Not tested: ${proxy} is not installed (apt-get install ${inDebian}).`);
    const {server, client} = await twoHosts();
    const folder = temporaryFolder();
    const authority = makeCertificate({isAuthority: true});
    const pair = writePair(folder, makeCertificate({issuer: authority, names: [server.address]}));
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, authority.certificate);
    const env = {NODE_EXTRA_CA_CERTS: ca};
    await start(server, folder, pair);
    const url = `https://${server.address}/chat`;
    const args = ['--host', '127.0.0.1', '--trusted-proxy', 'loopback', '--public-url', url];
    const served = await serveOn(server, person(), args);
    expect(served.link.replace(/#[\w-]{22}$/, '#CODE')).toBe(`${url}/join#CODE`);
    const ann = person();
    expect(await register(ann, client, served.link, env)).toMatchObject({code: 0, stderr: ''});
    expect(served.stderr()).toContain('"name":"ann","address":"10.9.0.2"');
    // More than a proxy takes, or keeps in memory, by itself.
    const content = Buffer.alloc(3 * 1024 ** 2, 'bytes through a proxy ');
    const path = join(folder, 'large.bin');
    writeFileSync(path, content);
    const sent = await ann.run(['send', '#lobby', '--file', path], {...client.on, env});
    expect(sent).toMatchObject({code: 0, stderr: ''});
    const got = await ann.run(['get', '#lobby', 'large.bin'], {...client.on, env});
    expect(got).toMatchObject({code: 0, stderr: ''});
    expect(readFileSync(join(ann.home, 'downloads', 'large.bin')).equals(content)).toBe(true);
    // Browsers come by HTTP/2, and are told how to join.
    const page = run(client, process.execPath, '-e', HTTP2, `https://${server.address}`, '/chat/join', ca);
    expect(page).toMatch(
      /^200 .*chat-tui join LINK, .*New accounts are by invitation.* Its address is https:\/\/10\.9\.0\.1\/chat"/,
    );
    expect(parseAddress(served.link).serverUrl).toBe(`https://${server.address}:443/chat`);
  });
});

const HTTP2 = `
const [url, path, ca] = process.argv.slice(1);
const session = require('node:http2').connect(url, {ca: require('node:fs').readFileSync(ca)});
const request = session.request({':path': path});
let status = 0, body = '';
request.on('response', headers => (status = headers[':status'])).on('data', part => (body += part));
request.on('end', () => { console.log(status, body); session.close(); });
`;

/** The text of the documentation, with this test's certificate. */
function startNginx(
  host: Host,
  folder: string,
  {certificateFile, keyFile}: ReturnType<typeof writePair>,
): Promise<void> {
  const [, block = ''] = /^```nginx\n([^]*?)^```$/m.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
  const site = block
    .replace(/(ssl_certificate\s+)\S+;/, `$1${certificateFile};`)
    .replace(/(ssl_certificate_key\s+)\S+;/, `$1${keyFile};`);
  return runNginx(folder, site, host.command);
}

/** The text of the documentation, with this test's address and certificate. */
async function startCaddy(
  host: Host,
  folder: string,
  {certificateFile, keyFile}: ReturnType<typeof writePair>,
): Promise<void> {
  const [, block = ''] =
    /^```\n(chat\.example\.org \{[^]*?)^```$/m.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
  const site = block.replace('chat.example.org {', `https://${host.address} {\n    tls ${certificateFile} ${keyFile}`);
  const config = join(folder, 'Caddyfile');
  // Its own administration and storage are not part of the example.
  writeFileSync(
    config,
    `{\n    admin off\n    auto_https disable_redirects\n    storage file_system ${folder}/caddy\n}\n${site}`,
  );
  const [file = '', ...before] = host.command;
  const child = spawn(file, [...before, 'caddy', 'run', '--adapter', 'caddyfile', '--config', config], {
    env: {...process.env, HOME: folder},
  });
  onCleanUp(() => void child.kill('SIGKILL'));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('serving initial configuration')) resolve();
    });
    child.once('exit', () => reject(new Error(`caddy ended: ${said}`)));
  });
}
