/** Sockets for multicast DNS: one per network of this machine, on the port that all programs share. */
import {createSocket, type Socket} from 'node:dgram';
import {ChatError} from '../errors.ts';
import {ownNetworks, type OwnNetwork} from './networks.ts';

export interface Multicast {
  /** Number of networks on which messages are received. */
  networkCount(): number;
  /** Sends a message to each network; errors are ignored like lost packets. */
  send(messageFor: (network: OwnNetwork) => Buffer): Promise<void>;
  /** Opens sockets for new networks, and closes those of lost ones. @returns whether there is a new one */
  refresh(): Promise<boolean>;
  close(): Promise<void>;
}

export interface MulticastPlace {
  /** Absent: the port of multicast DNS. */
  port?: number;
  /** Absent: the current networks of this machine. */
  networks?: () => OwnNetwork[];
}

export interface Sender {
  address: string;
  network: OwnNetwork;
}

const PORT = 5353;
const GROUPS = {IPv4: '224.0.0.251', IPv6: 'ff02::fb'} as const;
/** TTL required by RFC 6762; receivers can tell from it that no router forwarded the packet. */
const HOPS = 255;
/** Maximum messages per second that are decoded: from one sender, and in total. */
const OF_ONE_PER_SECOND = 40;
const OF_ALL_PER_SECOND = 400;

/** @throws nearby-unusable when there are networks but none can be used */
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
      // Only messages from this network and from the port of multicast DNS are accepted (RFC 6762, sections 6 and 11).
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
 * Binds to the multicast group, so that unicast packets for another program on this port are not received here; Windows does
 * not support that.
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
    // Programs on the same machine find each other, too.
    socket.setMulticastLoopback(true);
    return socket;
  } catch (error) {
    socket.on('error', () => undefined);
    socket.close();
    throw error;
  }
}

/** Returns a function that tells whether another message of a sender may be decoded in this second. */
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
