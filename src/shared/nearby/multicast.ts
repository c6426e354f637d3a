/** Sockets of multicast DNS: one for each network of this machine, on the port that all programs share. */
import {createSocket, type Socket} from 'node:dgram';
import {ChatError} from '../errors.ts';
import {ownNetworks, type OwnNetwork} from './networks.ts';

export interface Multicast {
  /** On how many networks it is heard now. */
  networkCount(): number;
  /** Sends to everybody on each network; send errors are ignored like lost packets. */
  send(messageFor: (network: OwnNetwork) => Buffer): Promise<void>;
  /** Looks for changed networks. @returns whether there is a new one */
  refresh(): Promise<boolean>;
  close(): Promise<void>;
}

export interface MulticastPlace {
  /** Absent: that of multicast DNS. */
  port?: number;
  /** Absent: those of this machine, as they are at the time. */
  networks?: () => OwnNetwork[];
}

export interface Sender {
  address: string;
  network: OwnNetwork;
}

const PORT = 5353;
const GROUPS = {IPv4: '224.0.0.251', IPv6: 'ff02::fb'} as const;
/** Nobody may answer over a router. */
const HOPS = 255;
/** Messages per second that are decoded, of one sender and in total; more is a flood. */
const OF_ONE_PER_SECOND = 40;
const OF_ALL_PER_SECOND = 400;

/** @throws nearby-unusable where no network can be used, though there are some */
export async function openMulticast(
  {port = PORT, networks = ownNetworks}: MulticastPlace,
  onMessage: (bytes: Buffer, sender: Sender) => void,
): Promise<Multicast> {
  const sockets = new Map<string, {socket: Socket; network: OwnNetwork}>();
  const pace = openPace();
  let isClosed = false;
  const add = async (network: OwnNetwork): Promise<void> => {
    const socket = await openOn(network, port);
    if (isClosed) return void socket.close();
    sockets.set(keyOf(network), {socket, network});
    socket.on('error', () => undefined);
    socket.on('message', (bytes, {address, port: from}) => {
      // Answers come from the port of multicast DNS and from this network alone (RFC 6762, 6 and 11).
      if (from === port && network.isHere(address) && pace(address)) onMessage(bytes, {address, network});
    });
  };
  const refresh = async (): Promise<{hasMore: boolean; why?: unknown}> => {
    const now = new Map(networks().map(network => [keyOf(network), network]));
    for (const [key, {socket}] of sockets)
      if (!now.has(key)) {
        sockets.delete(key);
        socket.close();
      }
    const before = sockets.size;
    let why: unknown;
    for (const [key, network] of now)
      if (!sockets.has(key)) await add(network).catch((error: unknown) => (why = error));
    return {hasMore: sockets.size > before, why};
  };
  const {why} = await refresh();
  if (sockets.size === 0 && why !== undefined)
    throw new ChatError('nearby-unusable', String(port), {cause: why as Error});
  return {
    networkCount: () => sockets.size,
    async send(messageFor) {
      await Promise.all(
        [...sockets.values()].map(
          ({socket, network}) =>
            new Promise<void>(resolve => {
              const to = network.family === 'IPv4' ? GROUPS.IPv4 : `${GROUPS.IPv6}%${network.device}`;
              if (isClosed) return resolve();
              socket.send(messageFor(network), port, to, () => resolve());
            }),
        ),
      );
    },
    async refresh() {
      return !isClosed && (await refresh()).hasMore;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([...sockets.values()].map(({socket}) => new Promise<void>(done => void socket.close(done))));
    },
  };
}

const keyOf = ({device, family, addresses}: OwnNetwork): string => `${device} ${family} ${addresses.join(' ')}`;

/**
 * Bound to the group, so that nothing which is sent to this machine alone comes here instead of to the program for which it is;
 * Windows knows no such binding.
 */
async function openOn({device, family, addresses}: OwnNetwork, port: number): Promise<Socket> {
  const isOld = family === 'IPv4';
  const group = GROUPS[family];
  const [own = ''] = addresses;
  const scope = isOld ? own : `::%${device}`;
  const socket = createSocket({type: isOld ? 'udp4' : 'udp6', reuseAddr: true, ...(!isOld && {ipv6Only: true})});
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      const anyAddress = isOld ? '0.0.0.0' : '::';
      const address = process.platform === 'win32' ? anyAddress : isOld ? group : `${group}%${device}`;
      socket.bind({port, address}, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    socket.addMembership(group, scope);
    socket.setMulticastInterface(scope);
    socket.setMulticastTTL(HOPS);
    // Two programs of one machine find each other as well.
    socket.setMulticastLoopback(true);
    return socket;
  } catch (error) {
    socket.on('error', () => undefined);
    socket.close();
    throw error;
  }
}

/** Whether one more message of a sender is looked at within this second. */
function openPace(): (address: string) => boolean {
  let second = 0;
  let all = 0;
  const ofOne = new Map<string, number>();
  return address => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      all = 0;
      ofOne.clear();
    }
    const count = ofOne.get(address) ?? 0;
    if (count >= OF_ONE_PER_SECOND || all >= OF_ALL_PER_SECOND) return false;
    all++;
    ofOne.set(address, count + 1);
    return true;
  };
}
