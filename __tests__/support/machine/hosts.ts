/** Two machines with a wire between them, in network namespaces: programs of one reach the other, and nothing else. */
import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {onCleanUp, type RunOptions} from '../program.ts';

export interface Host {
  address: string;
  /** For `person().run` and `.start`: the program runs on this machine. */
  on: Pick<RunOptions, 'runtime' | 'nodeArgs'>;
  /** In front of any other command. */
  command: readonly string[];
}

const NAMESPACES = ['-U', '--preserve-credentials', '-n'];
const WAIT = ['sh', '-c', 'ip link set lo up && echo ready && exec sleep 600'];

/** Why there can be none; `undefined` where there can. */
export function whyNoHosts(): string | undefined {
  const {status} = spawnSync('unshare', ['-rn', 'sh', '-c', 'ip link add name one type veth peer name two'], {
    stdio: 'ignore',
  });
  return status === 0 ? undefined : 'Install util-linux and iproute2, on a system that allows namespaces.';
}

/** They end with the test. */
export async function twoHosts(): Promise<{server: Host; client: Host}> {
  const one = await hold(['unshare', '-rn', ...WAIT]);
  const other = await hold([
    'nsenter',
    '-t',
    String(one.pid),
    '-U',
    '--preserve-credentials',
    'unshare',
    '-n',
    ...WAIT,
  ]);
  const server = hostAt(one, '10.9.0.1');
  const client = hostAt(other, '10.9.0.2');
  run(server, 'ip', 'link', 'add', 'name', 'wire', 'type', 'veth', 'peer', 'name', 'far', 'netns', String(other.pid));
  for (const [host, wire] of [
    [server, 'wire'],
    [client, 'far'],
  ] as const) {
    run(host, 'ip', 'address', 'add', `${host.address}/24`, 'dev', wire);
    run(host, 'ip', 'link', 'set', wire, 'up');
  }
  return {server, client};
}

/** A process that keeps its namespaces until the test is over. */
export async function hold([file = '', ...args]: readonly string[]): Promise<ChildProcess> {
  const child = spawn(file, args, {stdio: ['ignore', 'pipe', 'inherit']});
  onCleanUp(() => void child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
}

export function hostAt({pid}: ChildProcess, address: string): Host {
  const enter = ['-t', String(pid), ...NAMESPACES];
  return {
    address,
    on: {runtime: 'nsenter', nodeArgs: [...enter, process.execPath]},
    command: ['nsenter', ...enter],
  };
}

export function run({command}: Host, ...args: readonly string[]): string {
  const [file = '', ...before] = command;
  const {status, stdout, stderr} = spawnSync(file, [...before, ...args], {encoding: 'utf8'});
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return stdout;
}
