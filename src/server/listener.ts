/** The server's one port: HTTP with or without TLS, its certificate, and its address. */
import {joinLinkOf, urlOf, type Address} from '../shared/address.ts';
import {TIMEOUTS} from '../shared/limits.ts';
import {openIdentity} from './door/identity.ts';
import type {RejectedConnection} from './door/rejectedConnections.ts';
import type {FileRoutes} from './files/http/routes.ts';
import type {Logger} from './logger.ts';
import type {ServerSettings} from './settings.ts';
import {SOCKET_PATH} from './sockets/socketServer.ts';
import {openHttp, type HttpListener} from './sockets/httpServer.ts';
import {connectionsMaxOf, openFilesMax} from '../shared/machine/openFiles.ts';
import {openProxies} from './sockets/clientAddress.ts';
import {openTls, type Tls} from './tls/tls.ts';

export interface Listener {
  readonly http: HttpListener;
  /** Absent without TLS. */
  readonly tls: Tls | undefined;
  /** URL and links for the port that was bound. */
  at(port: number): Place;
}

interface Place {
  url: string;
  /** A link to the server, with the fingerprint of a self-signed key. */
  linkOf: (codes: Pick<Address, 'inviteCode' | 'ownerCode' | 'resetCode'>) => string;
}

interface ListenerOptions {
  settings: ServerSettings;
  programVersion?: string;
  handshakeMs?: number;
  newToken: () => string;
  /** Milliseconds since 1970. */
  now: () => number;
  onKeyChanged?: () => void;
  files: FileRoutes;
  whyNotReady: () => string | undefined;
  onRejected: (rejected: RejectedConnection) => void;
  log: Logger;
}

/** @throws tls-unusable */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const {settings, files, log, onRejected} = options;
  const identity = await openIdentity(settings.dataDir, options.newToken);
  const {dataDir, host, tls: source, trustedProxies = [], publicUrl} = settings;
  const {now, onKeyChanged = () => undefined} = options;
  const tls = source && (await openTls({source, dataDir, now, onChanged: onKeyChanged, log}));
  const [openMax, connectionsMax = Number.POSITIVE_INFINITY] = [openFilesMax(), connectionsMaxOf(openFilesMax())];
  if (connectionsMax < settings.limits.usersMax) {
    log.warn(
      {openFilesMax: openMax, connectionsMax, usersMax: settings.limits.usersMax},
      'fewer connections fit under the limit of open files than people may be online; raise it (ulimit -n, LimitNOFILE)',
    );
  }
  const http = openHttp({
    tls,
    proxies: openProxies(trustedProxies),
    publicUrl,
    registration: () => settings.registration,
    onRefused: (address, reason) => onRejected({address, reason}),
    programVersion: options.programVersion ?? '',
    headersMs: options.handshakeMs ?? TIMEOUTS.connectMs,
    upgradePath: SOCKET_PATH,
    prove: (challenge, end) => identity.prove(challenge, end),
    whyNotReady: () => options.whyNotReady(),
    handleFile: (req, res) => files.handle(req, res),
    onFull: connections =>
      log.error(
        {connections, openFilesMax: openFilesMax()},
        'no more connections: the limit of open files is reached; raise it (ulimit -n, LimitNOFILE) and start again',
      ),
  });
  return {
    http,
    tls,
    at(port) {
      const url = urlOf(host, port, tls ? 'https' : 'http');
      return {
        url,
        linkOf: codes =>
          joinLinkOf({
            serverUrl: publicUrl ?? url,
            ...codes,
            ...(tls?.isSelfSigned === true && {fingerprint: tls.fingerprint}),
          }),
      };
    },
  };
}
