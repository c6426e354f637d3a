/** What a server is deployed with: the systemd unit, what it tells a service manager, the container. */
import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, describe, expect, test} from '@jest/globals';
import {within} from '../support/suite/deadline.ts';
import {BIN, cleanUp, onCleanUp, person, temporaryFolder, type Running} from '../support/program.ts';

afterEach(cleanUp);

const whyNot = (what: string, isThere: boolean, packages: string): boolean => {
  if (!isThere) process.stderr.write(`${what} is not tested here. Install: apt-get install ${packages}\n`);
  return !isThere;
};
const works = (command: string, ...args: string[]): boolean => spawnSync(command, args, {stdio: 'ignore'}).status === 0;

const UNIT = 'deploy/chat-tui.service';

(whyNot('The unit', works('systemd-analyze', '--version'), 'systemd') ? describe.skip : describe)('the unit', () => {
  test('has no mistake and exposes little', () => {
    const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, {encoding: 'utf8'});
    const said = analyze('verify', '--man=no', UNIT).stderr;
    expect(said.split('\n').filter(line => line.includes('chat-tui.service'))).toEqual([]);
    const {stdout} = analyze('security', '--offline=true', UNIT);
    expect(Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(2.5);
  });
});

/** The socket of a service manager: prints each datagram as a line. */
const LISTENER = `
use Socket; $| = 1;
socket(my $socket, PF_UNIX, SOCK_DGRAM, 0) or die; bind($socket, sockaddr_un($ARGV[0])) or die; print "open\\n";
while (defined recv($socket, my $said, 4096, 0)) { $said =~ tr/\\n/ /; print "$said\\n"; }
`;
const canNotify = works('perl', '-MSocket', '-e', '1') && works('systemd-notify', '--version');

(whyNot('What systemd is told', canNotify, 'systemd perl') ? describe.skip : describe)('systemd is told', () => {
  test('that the server is ready, alive, reads its settings again, and ends', async () => {
    const path = join(temporaryFolder(), 'notify');
    const manager = spawn('perl', ['-e', LISTENER, path], {stdio: ['ignore', 'pipe', 'inherit']});
    onCleanUp(() => void manager.kill('SIGKILL'));
    const lines = createInterface({input: manager.stdout})[Symbol.asyncIterator]();
    const next = async () => String((await within('a datagram', lines.next())).value);
    const until = async (wanted: RegExp) => {
      for (;;) {
        const said = await next();
        if (wanted.test(said)) return said;
      }
    };
    expect(await next()).toBe('open');
    const server = person(undefined, {NOTIFY_SOCKET: path, WATCHDOG_USEC: '200000'}).start(['serve', '--port', '0']);
    await server.waitFor(/ready at/);
    expect(await until(/READY/)).toContain('STATUS=Serving.');
    await until(/WATCHDOG=1/);
    server.child.kill('SIGHUP');
    await until(/RELOADING=1/);
    await until(/READY=1/);
    expect(await server.stop()).toMatchObject({code: 0});
    await until(/STOPPING=1/);
  });
});

/** Instructions of the last stage; `RUN` and what it copies are not needed. */
function readDockerfile() {
  const text = readFileSync('deploy/Dockerfile', 'utf8').replaceAll(/\\\n/g, ' ');
  const last = text.slice(text.lastIndexOf('\nFROM '));
  const of = (name: string) => [...last.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, value = '']) => value);
  const words = (text: string) => JSON.parse(text) as string[];
  return {
    user: of('USER')[0],
    volume: of('VOLUME')[0],
    env: Object.fromEntries(
      of('ENV').flatMap(line => line.split(' ').map(pair => pair.split('=') as [string, string])),
    ),
    command: [...words(of('ENTRYPOINT')[0] ?? ''), ...words(of('CMD')[0] ?? '')],
    health: words(/CMD (.*)$/.exec(of('HEALTHCHECK')[0] ?? '')?.[1] ?? ''),
  };
}

test('the image copies what its first stage makes: a package with the program in it, and nobody in it is root', () => {
  const text = readFileSync('deploy/Dockerfile', 'utf8').replaceAll(/\\\n/g, ' ');
  const copied = [...text.matchAll(/^COPY (?:--from=(\w+) )?(\S+) \S+$/gm)].map(([, from, path]) => [from, path]);
  expect(copied).toEqual([
    [undefined, '.'],
    ['made', '/chat-tui.tgz'],
  ]);
  expect(text).toMatch(/^RUN .*npm run build && npm pack .*&& mv chat-tui-\*\.tgz \/chat-tui\.tgz$/m);
  expect(
    text
      .trimEnd()
      .split('\n')
      .findLastIndex(line => line.startsWith('USER ')),
  ).toBeGreaterThan(text.split('\n').findLastIndex(line => line.startsWith('RUN ')));
  const packed = spawnSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {encoding: 'utf8'});
  const [{files, filename} = {files: [], filename: ''}] = JSON.parse(packed.stdout) as {
    files: {path: string}[];
    filename: string;
  }[];
  expect(filename).toMatch(/^chat-tui-.*\.tgz$/);
  const paths = files.map(({path}) => path);
  expect(paths).toEqual(expect.arrayContaining(['bin/chat-tui.js', 'package.json', 'deploy/Dockerfile']));
  expect(paths.some(path => path.startsWith('dist/'))).toBe(true);
  expect(paths.filter(path => /^(?:src|__tests__|node_modules)\//.test(path))).toEqual([]);
});

const NAMESPACE = ['-rmnpf', '--kill-child', '--mount-proc'];
/** All is read-only but the volume. */
const READ_ONLY =
  'ip link set lo up && mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro / && ' +
  'shift && exec "$@"';
const canContain = works('unshare', ...NAMESPACE, 'sh', '-c', READ_ONLY, 'sh', 'docs', 'true');

(whyNot('The container', canContain, 'util-linux iproute2') ? describe.skip : describe)('the container', () => {
  test('runs as process 1 on a read-only system, is found healthy, keeps its data in the volume, and ends in order', async () => {
    const {user, volume, env, command, health} = readDockerfile();
    expect({user, volume, home: env.CHAT_TUI_HOME, program: command[0]}).toEqual({
      user: 'node',
      volume: '/data',
      home: '/data',
      program: 'chat-tui',
    });
    const data = temporaryFolder();
    chmodSync(data, 0o700);
    const who = person(data, {...env, CHAT_TUI_HOME: data, HOME: '/nonexistent'});
    const arranged = [...NAMESPACE, 'sh', '-c', READ_ONLY, 'sh', data, process.execPath];
    const contained = who.start(command.slice(1), {runtime: 'unshare', nodeArgs: arranged, path: BIN});
    await contained.waitFor(/server ready at https:\/\/0\.0\.0\.0:7420/);
    const {pid} = contained.child;
    const inside = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const enter = ['-t', inside, '-U', '--preserve-credentials', '-n'];
    const asked = spawnSync('nsenter', [...enter, process.execPath, ...health.slice(1)], {env: who.env});
    expect({status: asked.status, stderr: String(asked.stderr)}).toEqual({status: 0, stderr: ''});
    expect(await endOf(contained, Number(inside))).toMatchObject({code: 0});
  });
});

/** As `docker stop`: the signal goes to process 1, which only has the handlers that it gave itself. */
async function endOf(contained: Running, pid: number) {
  process.kill(pid, 'SIGTERM');
  return within('its end', contained.ended);
}

test('a server with too few open files for its people says so at its start', async () => {
  const limited = ['-c', 'ulimit -n 256; exec "$@"', 'bash', process.execPath];
  const server = person().start(['serve', '--port', '0'], {runtime: 'bash', nodeArgs: limited});
  await server.waitFor(/"openFilesMax":256,"connectionsMax":204,.*raise it/);
  await server.waitFor(/ready at/);
  expect(await server.stop()).toMatchObject({code: 0});
});
