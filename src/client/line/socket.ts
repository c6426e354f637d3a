/** Creates a socket to the server, not connected yet; the library is loaded at the first use. */
import {io, type Socket} from 'socket.io-client';
import {FIXED_LIMITS, TIMEOUTS} from '../../shared/limits.ts';
import {CAPABILITIES, PROTOCOL_MINOR, PROTOCOL_VERSION} from '../../shared/version.ts';
import {agentFor} from './agentFor.ts';
import type {ServerIdentity} from './identity.ts';

export type ServerSocket = Socket;

export interface SocketOptions {
  serverUrl: string;
  identity?: ServerIdentity | undefined;
  deviceName: string;
  programVersion: string;
  /** Told to the server: this connection does not make the person appear online. */
  isProgram?: boolean | undefined;
  /** False when nobody would answer a request for a direct conversation. */
  talksDirectly?: boolean | undefined;
  takesDirectly?: boolean | undefined;
}

/** Maximum bytes of one packet from the server; a full page of the longest messages fits. */
const PACKET_BYTES_MAX = 64 * 1024 ** 2;
const SOCKET_PATH = '/socket.io/';

export function openSocket(options: SocketOptions, token: string | undefined): Socket {
  const {serverUrl, identity} = options;
  const {origin, pathname} = new URL(serverUrl);
  const agent = agentFor(serverUrl, identity);
  return io(origin, {
    path: `${pathname.replace(/\/$/, '')}${SOCKET_PATH}`,
    // The library's types want a name, but it passes a Node agent through.
    ...(agent !== undefined && {agent: agent as unknown as string}),
    transports: ['websocket'],
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    timeout: TIMEOUTS.connectMs,
    // Node's own WebSocket has no such limit; the `ws` package, which socket.io-client uses, has this option.
    ...({maxPayload: PACKET_BYTES_MAX} as object),
    auth: {
      protocolVersion: PROTOCOL_VERSION,
      protocolMinor: PROTOCOL_MINOR,
      capabilities: CAPABILITIES.filter(
        name =>
          !(name === 'direct' && options.talksDirectly === false) &&
          !(name === 'directFiles' && options.takesDirectly === false),
      ),
      programVersion: options.programVersion.slice(0, 32),
      deviceName: options.deviceName.slice(0, FIXED_LIMITS.deviceNameLengthMax),
      ...(options.isProgram === true && {isProgram: true}),
      ...(token !== undefined && {token}),
    },
  });
}
