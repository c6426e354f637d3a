/**
 * Connects two clients: both listen and dial with TLS 1.3 and a pre-shared key, and the first established connection is used.
 * There are no certificates; a handshake without the key fails in the same way as for an unknown session.
 */
import {randomBytes} from 'node:crypto';
import {isIPv4, type AddressInfo, type Socket} from 'node:net';
import type {ConnectionOptions, Server, TLSSocket} from 'node:tls';
import {ChatError} from '../../shared/errors.ts';
import {nodeTls} from '../../shared/machine/nodeModules.ts';
import type {Candidate} from '../../shared/peer/signal.ts';
import {dialled, isSamePlace, ownCandidates, type Found, type OwnPlace} from './candidates.ts';
import {punchHole} from './holePunching.ts';
import type {AskedServer} from './publicAddress.ts';
import {FrameReader, wordFrame} from './frames.ts';

/** Timeout of the whole setup in milliseconds, without the port search. */
const CONNECT_MS = 3_000;
/** Timeout of a handshake, in milliseconds. */
const HANDSHAKE_MS = 2_000;
/** Maximum simultaneous connections to the listener. */
const INCOMING_MAX = 16;
/** Node supports only cipher suites with SHA-256 for a pre-shared key. */
const TLS = {
  minVersion: 'TLSv1.3',
  ciphers: 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256',
} as const;
const PSK_BYTES = 32;
/** Maximum bytes of one TLS record. */
const RECORD_BYTES = 16 * 1024;
/**
 * Milliseconds that the asking side waits for an outgoing connection after an incoming one: only outgoing ones can read into
 * a reused buffer.
 */
const OWN_MS = 250;
const USE = {t: 'use'};

export interface LinkListener {
  /** Addresses at which the other side can reach this one. */
  found: Found;
  /**
   * Dials the other side's addresses. The returned connection is paused; bytes read so far are in `reader`.
   * @throws direct-failed
   */
  connect(other: OtherSide): Promise<Link>;
  close(): void;
}

export interface OtherSide {
  sessionId: string;
  psk: Buffer;
  candidates: readonly Candidate[];
  /** Index of the candidate from which the other side dials at the same time, as seen from outside. */
  dialsFrom?: number | undefined;
  /** The other side's address as the server sees it; a port search is limited to it. */
  seenAt?: string | undefined;
  /** True on the asking side, which decides which connection is used. */
  isAsker: boolean;
  /** True when the asking side will read much: it then uses one reused buffer, if possible. */
  isBulk?: boolean;
}

export interface Link {
  socket: Socket;
  /** Contains bytes that arrived with the choice of the connection. */
  reader: FrameReader;
  /** Passes on all further data, which is valid only during the call; false pauses until the socket is resumed. */
  read: (take: Take) => void;
}

type Take = (bytes: Buffer) => boolean;

const linkOf = (socket: Socket, reader: FrameReader): Link => ({
  socket,
  reader,
  read(take) {
    const hand = (bytes: Buffer) => {
      if (!take(bytes)) socket.pause();
    };
    const rest = reader.rest();
    if (rest.length > 0) queueMicrotask(() => hand(rest));
    socket.on('data', hand);
  },
});

/**
 * Makes `node:tls` read into one buffer: a new buffer per record would take twice the time, and memory until it is collected.
 */
interface OwnBuffer {
  onread: {buffer: Buffer; callback: (count: number, buffer: Uint8Array) => boolean};
  link: (socket: Socket) => Link;
}

function createOwnBuffer(): OwnBuffer {
  let taken: Take | undefined;
  let socketOf: Socket | undefined;
  return {
    onread: {
      buffer: Buffer.allocUnsafeSlow(RECORD_BYTES),
      callback(count, {buffer, byteOffset}) {
        if (taken !== undefined) return taken(Buffer.from(buffer, byteOffset, count));
        // Data before the choice of a connection violates the protocol.
        socketOf?.destroy();
        return false;
      },
    },
    link(socket) {
      socketOf = socket;
      return {socket, reader: new FrameReader(), read: take => void (taken = take)};
    },
  };
}

const outsideOf = (server: AskedServer) =>
  import('./publicAddress.ts').then(({findPublicAddress}) => findPublicAddress(server)).catch(() => undefined);

/** Starts listening; connections fail until `connect` has set the key. */
export async function openLinkListener(place: OwnPlace): Promise<LinkListener> {
  let known: {sessionId: string; psk: Buffer} | undefined;
  const arrived = new Set<TLSSocket>();
  let onSecure: (socket: TLSSocket) => void = socket => void socket.destroy();
  const server: Server = nodeTls().createServer({
    ...TLS,
    handshakeTimeout: HANDSHAKE_MS,
    pskCallback: (_socket, identity) =>
      known !== undefined && identity === known.sessionId ? known.psk : randomBytes(PSK_BYTES),
  });
  server.maxConnections = INCOMING_MAX;
  server.on('secureConnection', socket => onSecure(socket));
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  // An incoming connection may fail at any moment; without a handler that would end the program.
  server.on('connection', (socket: Socket) => void socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, () => resolve());
  });
  server.on('error', () => undefined);
  const {port} = server.address() as AddressInfo;
  // For two clients on the same machine there is no outside address.
  const own = place.hasLoopback || place.server === undefined ? undefined : await outsideOf(place.server);
  let giveUp = (): void => undefined;
  let isClosed = false;
  const close = () => {
    isClosed = true;
    server.close();
    own?.close();
    giveUp();
  };

  return {
    found: ownCandidates(port, place, own?.seen),
    close,
    async connect({sessionId, psk, isAsker, isBulk = false, ...other}) {
      if (isClosed) throw new ChatError('direct-failed');
      known = {sessionId, psk};
      const chosen = Promise.withResolvers<Link>();
      const {listening, outside} = dialled(other, place.hasLoopback);
      const isOwnBetter = isAsker && isBulk && listening.length > 0;
      let isTaken = false;
      const use = (link: Link) => {
        if (isTaken) return void link.socket.destroy();
        if (link.socket.destroyed) return;
        isTaken = true;
        link.socket.write(wordFrame(USE));
        chosen.resolve(link);
      };
      const secured = (socket: TLSSocket, own?: OwnBuffer) => {
        arrived.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => arrived.delete(socket));
        // The asking side uses the first connection and says so on it; the other side waits for that word on all connections.
        if (!isAsker) heardUse(socket).then(chosen.resolve, () => socket.destroy());
        else if (own !== undefined) use(own.link(socket));
        else if (isOwnBetter) setTimeout(() => use(linkOf(socket, new FrameReader())), OWN_MS).unref();
        else use(linkOf(socket, new FrameReader()));
      };
      onSecure = secured;
      const begin = (options: ConnectionOptions, buffer?: OwnBuffer) => {
        const socket = nodeTls().connect({
          ...TLS,
          ...options,
          checkServerIdentity: () => undefined,
          pskCallback: () => ({psk, identity: sessionId}),
          timeout: CONNECT_MS,
          ...(buffer !== undefined && {onread: buffer.onread}),
        });
        arrived.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('timeout', () => socket.destroy());
        socket.once('secureConnect', () => secured(socket, buffer));
      };
      const dial = () => {
        for (const {address, port: at} of listening)
          begin({host: address, port: at}, isOwnBetter ? createOwnBuffer() : undefined);
      };
      dial();
      /** A simultaneous open has no server side: the asking side takes the TLS client role, the other one the server role. */
      const opened = (socket: Socket) => {
        if (isAsker) begin({socket});
        else server.emit('connection', socket);
      };
      const failed = () => chosen.reject(new ChatError('direct-failed'));
      giveUp = failed;
      const {localPort} = own ?? {};
      const to = own === undefined || outside === undefined || isSamePlace(own.seen, outside) ? undefined : outside;
      let stop: (() => void) | undefined;
      let dialling: NodeJS.Timeout | undefined;
      if (localPort !== undefined && to !== undefined)
        stop = punchHole({localPort, to, onInUse: () => own?.close()}, opened);
      const timer = setTimeout(() => {
        stop?.();
        const isFit = to !== undefined && to.address === other.seenAt && to.address !== own?.seen.address;
        stop =
          localPort !== undefined && isFit && isIPv4(to.address)
            ? place.searches?.begin({localPort, to, holdsFirst: isAsker}, opened, failed)
            : undefined;
        if (stop === undefined) return failed();
        // Dials again periodically, for a connection that was only blocked for a while.
        dialling = setInterval(dial, CONNECT_MS);
        dial();
      }, CONNECT_MS);
      try {
        const link = await chosen.promise;
        // The connection is in `arrived`, which `close` has destroyed.
        if (isClosed) throw new ChatError('direct-failed');
        arrived.delete(link.socket as TLSSocket);
        link.socket.setTimeout(0);
        return link;
      } finally {
        clearTimeout(timer);
        clearInterval(dialling);
        stop?.();
        onSecure = socket => void socket.destroy();
        for (const socket of arrived) socket.destroy();
        close();
      }
    },
  };
}

async function heardUse(socket: TLSSocket): Promise<Link> {
  const reader = new FrameReader();
  await new Promise<void>((resolve, reject) => {
    socket.once('close', () => reject(new ChatError('direct-failed')));
    socket.on('readable', function look() {
      // Reads byte by byte to the end of the first frame, because later bytes belong to the next reader.
      for (let chunk: unknown = socket.read(1); chunk !== null; chunk = socket.read(1)) {
        const said = firstWord(reader, chunk as Buffer);
        if (said === undefined) continue;
        socket.off('readable', look);
        if (said === JSON.stringify(USE)) resolve();
        else reject(new ChatError('direct-failed'));
        return;
      }
    });
  });
  return linkOf(socket, reader);
}

/** The body of the first frame, once complete; an empty string for invalid data, which matches no expected word. */
function firstWord(reader: FrameReader, bytes: Buffer): string | undefined {
  try {
    return reader.take(bytes).next().value?.body.toString();
  } catch {
    // Must not throw: the caller is an event listener, and an error would end the program.
    return '';
  }
}
