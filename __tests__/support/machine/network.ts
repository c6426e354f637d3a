/**
 * A small network of namespaces: a server's machine that hands packets on, and two machines behind it, each perhaps behind a NAT
 * of its own. Nothing of it touches the machine itself.
 */
import {hold, hostAt, run, type Host} from './hosts.ts';

/** What a NAT makes of one port of a machine behind it: the same for everybody, or another for each who is talked to. */
export type Mapping = 'independent' | 'dependent';

export interface NetworkOptions {
  family?: 4 | 6;
  /** One for each of the two machines; none without it. */
  nats?: readonly [Mapping, Mapping];
}

export interface Network {
  server: Host;
  machines: readonly [Host, Host];
  /** Between the two machines, not to the server: packets vanish, or connections are reset. */
  block(how: 'drop' | 'reject with tcp reset'): void;
  unblock(): void;
  /** The second machine gets another address; connections of the old one hear nothing any more. */
  readdress(): void;
}

const RULES: Readonly<Record<Mapping, string>> = {independent: 'masquerade', dependent: 'masquerade fully-random'};

export async function network({family = 4, nats}: NetworkOptions = {}): Promise<Network> {
  const isOld = family === 4;
  const serverAddress = isOld ? '10.9.0.1' : 'fd09::1';
  const first = await hold(['unshare', '-rn', ...WAIT]);
  const inside = ['nsenter', '-t', String(first.pid), '-U', '--preserve-credentials', 'unshare', '-n', ...WAIT];
  const server = hostAt(first, serverAddress);
  forward(server);
  run(server, 'ip', 'address', 'add', `${serverAddress}/${isOld ? 32 : 128}`, 'dev', 'lo');
  const addressOf = (net: number, at: number) => (isOld ? `10.9.${net}.${at}` : `fd09:${net}::${at}`);
  const wire = (near: Host, far: Host, pid: number | undefined, net: number) => {
    const [nearName, farName] = [`near${net}`, `far${net}`];
    run(near, 'ip', 'link', 'add', 'name', nearName, 'type', 'veth', 'peer', 'name', farName, 'netns', String(pid));
    for (const [host, device, at] of [
      [near, nearName, 1],
      [far, farName, 2],
    ] as const) {
      run(
        host,
        'ip',
        'address',
        'add',
        `${addressOf(net, at)}/${isOld ? 24 : 64}`,
        'dev',
        device,
        ...(isOld ? [] : ['nodad']),
      );
      run(host, 'ip', 'link', 'set', device, 'up');
    }
    run(far, 'ip', `-${family}`, 'route', 'add', 'default', 'via', addressOf(net, 1));
  };
  const machines = await Promise.all(
    [1, 2].map(async net => {
      let near = server;
      const mapping = nats?.[net - 1];
      if (mapping !== undefined) {
        const router = await hold(inside);
        near = hostAt(router, addressOf(net + 4, 2));
        wire(server, near, router.pid, net + 4);
        forward(near);
        nat(near, `far${net + 4}`, mapping);
      }
      const child = await hold(inside);
      const machine = hostAt(child, addressOf(net, 2));
      wire(near, machine, child.pid, net);
      return machine;
    }),
  );
  const [one, two] = machines as [Host, Host];
  return {
    server,
    machines: [one, two],
    block(how) {
      run(server, 'nft', 'add table inet between');
      run(server, 'nft', 'add chain inet between passing { type filter hook forward priority 0 ; }');
      run(server, 'nft', `add rule inet between passing meta l4proto tcp ${how}`);
    },
    unblock: () => void run(server, 'nft', 'delete table inet between'),
    readdress() {
      run(two, 'ip', 'address', 'add', `${addressOf(2, 3)}/24`, 'dev', 'far2');
      run(two, 'ip', 'address', 'del', `${addressOf(2, 2)}/24`, 'dev', 'far2');
      run(two, 'ip', 'address', 'replace', `${addressOf(2, 3)}/24`, 'dev', 'far2');
      run(two, 'ip', 'route', 'replace', 'default', 'via', addressOf(2, 1));
    },
  };
}

const WAIT = ['sh', '-c', 'ip link set lo up && echo ready && exec sleep 600'];

function forward(host: Host): void {
  run(host, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding');
}

/** As in a router at home: out goes everything, in comes what belongs to it. */
function nat(host: Host, outer: string, mapping: Mapping): void {
  run(host, 'nft', 'add table ip home');
  run(host, 'nft', 'add chain ip home leaving { type nat hook postrouting priority 100 ; }');
  run(host, 'nft', `add rule ip home leaving oifname "${outer}" ${RULES[mapping]}`);
  for (const hook of ['forward', 'input']) {
    run(host, 'nft', `add chain ip home ${hook}ing { type filter hook ${hook} priority 0 ; policy drop ; }`);
    run(host, 'nft', `add rule ip home ${hook}ing iifname != "${outer}" accept`);
    run(host, 'nft', `add rule ip home ${hook}ing ct state established,related accept`);
  }
}
