/**
 * Peers: scp, and tar through ssh, to a store on this machine and back, through an sshd that the bench starts on the loopback
 * address as the current user, with temporary keys.
 */
import {existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {dirname, join} from 'node:path';
import {start, whereIs} from '../measuring/processes.ts';
import {run, timed, type OpenedRelay, type Relay} from '../relay.ts';
import {freePort, listening} from '../server.ts';

const needs = {program: 'sshd', package: 'openssh-server openssh-client'};
/** Root's sshd asks for it; where it is not, one is made that no other process sees. */
const SEPARATION = '/run/sshd';

async function serve(own: string): Promise<{port: number; server: ReturnType<typeof start>; options: string[]}> {
  const port = await freePort();
  const key = async (name: string) => {
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(own, name)]);
    return join(own, name);
  };
  const [host, mine] = [await key('host'), await key('mine')];
  writeFileSync(join(own, 'authorized'), readFileSync(`${mine}.pub`), {mode: 0o600});
  writeFileSync(join(own, 'known'), `[127.0.0.1]:${port} ${readFileSync(`${host}.pub`, 'utf8')}`);
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${host}`,
    `AuthorizedKeysFile ${join(own, 'authorized')}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'Subsystem sftp internal-sftp',
  ];
  writeFileSync(join(own, 'sshd_config'), `${lines.join('\n')}\n`);
  const program = [whereIs('sshd') ?? 'sshd', '-D', '-e', '-f', join(own, 'sshd_config')];
  const isBare = process.getuid?.() === 0 && !existsSync(SEPARATION);
  const inside = `mount -t tmpfs tmpfs ${dirname(SEPARATION)} && mkdir -m 755 ${SEPARATION} && exec "$@"`;
  const server = start(isBare ? ['unshare', '-m', 'sh', '-c', inside, 'sh', ...program] : program);
  await listening(port, server);
  const settings = ['BatchMode=yes', 'IdentitiesOnly=yes', `UserKnownHostsFile=${join(own, 'known')}`];
  const options = ['-F', '/dev/null', '-i', mine, ...settings.flatMap(one => ['-o', one])];
  return {port, server, options};
}

const host = `${userInfo().username}@127.0.0.1`;

async function open(folder: string, isTar: boolean): Promise<OpenedRelay> {
  const own = join(folder, 'ssh');
  const store = join(own, 'store');
  mkdirSync(store, {recursive: true});
  const {port, server, options} = await serve(own);
  const scp = ['scp', '-q', '-r', ...options, '-P', String(port)];
  const ssh = ['ssh', ...options, '-p', String(port), host];
  const through = (script: string, ...words: string[]) => run(['sh', '-c', script, 'sh', ...words, ...ssh]);
  const up = (paths: readonly string[], into: string) =>
    isTar
      ? through('into=$1 from=$2; shift 2; tar c -C "$from" . | "$@" tar x -C "$into"', into, dirname(paths[0]!))
      : run([...scp, ...paths, `${host}:${into}`]);
  const down = (from: string, to: string) =>
    isTar
      ? through('from=$1 to=$2; shift 2; "$@" tar c -C "$from" . | tar x -C "$to"', from, to)
      : run([...scp, `${host}:${from}/*`, to]);
  const carry = (paths: readonly string[], to: string) =>
    timed(async () => {
      const place = mkdtempSync(join(store, 'one-'));
      return [await up(paths, place), await down(place, to)];
    });
  const relay = {carry, server, stop: () => server.stop()};
  return isTar ? relay : {...relay, carryFolder: (path, to) => carry([path], to)};
}

export const scp: Relay = {name: 'scp, there and back', kind: 'peer', needs, open: folder => open(folder, false)};
/** All that lies beside what is named goes as well. */
export const tarBySsh: Relay = {
  name: 'tar by ssh, there and back',
  kind: 'peer',
  needs,
  open: folder => open(folder, true),
};
