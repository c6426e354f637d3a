/**
 * A server for other machines, seen from another machine: joined by link, known by its key, changed, and behind the nginx of
 * docs/operations.md; found nearby without one.
 */
import {spawn, spawnSync} from 'node:child_process';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {parseAddress} from '../../src/shared/address.ts';
import {OUTPUTS} from '../../src/shared/output/shellOutput.ts';
import {makeCertificate, writePair} from '../support/keys/certificates.ts';
import {runNginx} from '../support/machine/nginx.ts';
import {run, twoHosts, whyNoHosts, type Host} from '../support/machine/hosts.ts';
import {write} from '../support/screen/screens.ts';
import {terminal} from '../support/screen/terminal.ts';
import {
  BIN,
  cleanUp,
  jsonLinesOf,
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

  test('is found nearby with its people, where they want that, and is met like any other', async () => {
    const {server, client} = await twoHosts();
    // A wire is up a moment after it was put there.
    await isConnected(client);
    const quiet = await serveOn(server, person(), ['--host', '0.0.0.0']);
    const ports = () => run(server, 'cat', '/proc/net/udp', '/proc/net/udp6');
    expect(ports()).not.toContain(':14E9 ');
    expect(await person().run(['nearby', '--timeout', '1s'], client.on)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('Nobody announces themselves'),
    });
    await quiet.stop();

    const office = await serveOn(server, person(), ['--host', '0.0.0.0', '--announce', 'on', '--names', 'office']);
    const [, fingerprint = ''] = /sha256-(\S+)/.exec(office.link) ?? [];
    const looked = await person().run(['nearby', '--json', '--timeout', '3s'], client.on);
    expect(jsonLinesOf(looked.stdout)).toEqual([
      expect.objectContaining({
        kind: 'server',
        name: 'office',
        serverUrl: 'https://10.9.0.1:7420',
        fingerprint,
        registration: 'invite',
      }),
    ]);
    expect(looked.stdout).not.toContain(/#([\w-]+)\./.exec(office.link)?.[1]);

    // It listens by IPv4 alone, and is not announced by IPv6.
    expect(run(server, 'cat', '/proc/net/udp6')).not.toContain(':14E9 ');
    const ann = person();
    const bob = person();
    expect(await register(ann, client, office.link)).toMatchObject({code: 0});
    const asBob = ['register', '--user', 'bob', '--store', 'file', '--password-stdin', '--server', office.link];
    expect(await bob.run(asBob, {...server.on, stdin: passwordOf('bob')})).toMatchObject({code: 0});
    const shown = ann.start(['--plain'], {...client.on, keepsInput: true, env: {CHAT_TUI_NEARBY: 'on'}});
    await shown.waitFor(/You are in #lobby/);
    const hidden = bob.start(['--plain'], {...server.on, keepsInput: true});
    await hidden.waitFor(/You are in #lobby/);
    hidden.child.stdin?.write('/nearby\n');
    await hidden.waitFor(/1\. office, 10\.9\.0\.1:7420, by invitation; known/);
    await hidden.waitFor(/2\. @ann, 10\.9\.0\.2, on this server; can talk directly/);
    shown.child.stdin?.write('/nearby\n');
    await shown.waitFor(/1\. office/);
    expect(shown.stdout()).not.toContain('@bob, on');
    hidden.child.stdin?.write('/nearby show\n');
    await hidden.waitFor(/find you by \/nearby now/);
    const all = await person().run(['nearby', '--json', '--timeout', '3s'], client.on);
    for (const line of jsonLinesOf(all.stdout)) expect(OUTPUTS.Nearby.safeParse(line).error?.issues).toBeUndefined();
    const {stdout} = await person().run(['nearby', '--timeout', '3s'], client.on);
    expect(stdout).toMatch(/^office +SHA256:\S+… +\S+ join https:\/\/10\.9\.0\.1:7420 +by invitation\n/);
    expect(stdout).toMatch(/@ann +10\.9\.0\.2 +on office \(10\.9\.0\.1:7420\)\n@bob +10\.9\.0\.1 +on office/);
    hidden.child.stdin?.write('/nearby hide\n');
    await hidden.waitFor(/You are not announced/);
    // With a server of her own in the same window.
    const garden = await serveOn(client, person(), ['--host', '0.0.0.0', '--port', '7421', '--announce', 'on']);
    expect(garden.link).toContain('10.9.0.2:7421');
    const env = {...bob.env, CHAT_TUI_SERVER: 'https://10.9.0.1:7420'};
    const screen = terminal({env, command: ['env', ...client.command, process.execPath, BIN]});
    await screen.waitFor('#lobby');
    await write(screen, '/nearby');
    const list = await screen.waitFor(/Nearby[^]*:7421/);
    screen.press(/(\d)\s+\S+\s+10\.9\.0\.2:7421/.exec(list)?.[1] ?? '');
    await screen.waitFor(/10\.9\.0\.2:7421 is met for the first time/);
    screen.kill('SIGTERM');
    await screen.exit;
    // And without any server yet: from the first screen, and line by line.
    const fresh = terminal({env: person().env, command: ['env', ...client.command, process.execPath, BIN]});
    await fresh.waitFor('Look nearby');
    fresh.press('n');
    await fresh.waitFor(/office +10\.9\.0\.1:7420, by invitation/);
    fresh.kill('SIGTERM');
    await fresh.exit;
    const plain = person().start(['--plain'], {...client.on, keepsInput: true});
    await plain.waitFor(/looks for servers on this network/);
    plain.child.stdin?.write('?\n');
    await plain.waitFor(/office, 10\.9\.0\.1:7420, by invitation: https:\/\/10\.9\.0\.1:7420\n/);
    for (const one of [shown, hidden, plain]) await one.stop();
    await office.stop();
    expect(await person().run(['nearby', '--timeout', '1s', '--json'], server.on)).toMatchObject({
      stdout: expect.not.stringContaining('office'),
    });
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

async function isConnected(host: Host): Promise<void> {
  const script = 'process.exit(Object.keys(os.networkInterfaces()).length > 1 ? 0 : 1)';
  const [file = '', ...before] = host.command;
  const look = () => spawnSync(file, [...before, process.execPath, '-e', script]).status === 0;
  const endMs = performance.now() + 20_000;
  while (!look()) if (performance.now() > endMs) throw new Error('the wire does not come up');
}

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
