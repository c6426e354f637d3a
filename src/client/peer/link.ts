/**
 * Connects two clients: both listen and dial, TLS 1.3 with a pre-shared key, and the first established connection is used. There
 * are no certificates; without the key a handshake fails in the same way as for an unknown session.
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

/** Timeout of the whole setup, except for the port search. */
const CONNECT_MS = 3_000;
/** Timeout of a handshake. */
const HANDSHAKE_MS = 2_000;
/** Connections at once to the listener. */
const INCOMING_MAX = 16;
/** Node takes only suites with SHA-256 for such a key. */
const TLS = {
  minVersion: 'TLSv1.3',
  ciphers: 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256',
} as const;
const PSK_BYTES = 32;
/** The most that one record of TLS holds. */
const RECORD_BYTES = 16 * 1024;
/** After an incoming connection the asking side waits so long for an outgoing one: only that can be read into a reused buffer. */
const OWN_MS = 250;
const USE = {t: 'use'};

export interface Meeting {
  /** Where the other side can find this one. */
  found: Found;
  /**
   * Dials what the other side named. The connection is paused; what was read of it already is in `reader`. @throws direct-failed
   */
  meet(other: Other): Promise<Link>;
  close(): void;
}

export interface Other {
  sessionId: string;
  psk: Buffer;
  candidates: readonly Candidate[];
  /** Of these, from where it dials at once, as it is seen from outside. */
  dialsFrom?: number | undefined;
  /** Its address as the server sees it; ports are searched only there. */
  seenAt?: string | undefined;
  /** The side that asked says which connection is taken. */
  isAsker: boolean;
  /** The asking side will read much: uses one reused buffer where possible. */
  isBulk?: boolean;
}

export interface Link {
  socket: Socket;
  /** What was read with the choice of the connection already. */
  reader: FrameReader;
  /** Passes on all data from now on, valid during the call; false pauses until the socket is resumed. */
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

/** How `node:tls` reads into one buffer; a new one for each record costs twice the time, and memory until it is collected. */
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
        // Nothing is said before the choice.
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

/** Listens from now on; nobody has the key yet. */
export async function openMeeting(place: OwnPlace): Promise<Meeting> {
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
  // Everything that comes in may fail at any moment.
  server.on('connection', (socket: Socket) => void socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, () => resolve());
  });
  server.on('error', () => undefined);
  const {port} = server.address() as AddressInfo;
  // Of the same machine there is nothing outside.
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
    async meet({sessionId, psk, isAsker, isBulk = false, ...other}) {
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
        // The asker takes the first and says so; the other side waits for that word on whichever connection it comes.
        if (!isAsker) heardUse(socket).then(chosen.resolve, () => socket.destroy());
        else if (own !== undefined) use(own.link(socket));
        else if (isOwnBetter) setTimeout(() => use(linkOf(socket, new FrameReader())), OWN_MS).unref();
        else use(linkOf(socket, new FrameReader()));
      };
      onSecure = secured;
      const begin = (way: ConnectionOptions, buffer?: OwnBuffer) => {
        const socket = nodeTls().connect({
          ...TLS,
          ...way,
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
      /** After a simultaneous open there is no server side: the asking side acts as TLS client, the other as server. */
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
        // A way that was only blocked is not to wait for the end of that.
        dialling = setInterval(dial, CONNECT_MS);
        dial();
      }, CONNECT_MS);
      try {
        const link = await chosen.promise;
        // It is still among those that arrived, which are gone then.
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
      // One byte at a time up to the end of that one frame: what follows belongs to whoever reads on.
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

/** The body of the first frame, once it is there; of what is no frame, none that anybody waits for. */
function firstWord(reader: FrameReader, bytes: Buffer): string | undefined {
  try {
    return reader.take(bytes).next().value?.body.toString();
  } catch {
    // The caller is an event listener: what it throws would end the program.
    return '';
  }
}
