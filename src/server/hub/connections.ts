/** Interface of open connections, independent of the library that implements them. */
import type {ErrorCode} from '../../shared/errors.ts';
import type {EventName, Payload} from '../../shared/protocol.ts';
import type {Dialect} from '../../shared/version.ts';
import {countByNetwork} from '../network.ts';
import type {Account} from '../storeContract/store.ts';
import type {ProgramGrant} from '../storeContract/signIn.ts';

export interface Connection {
  readonly address: string;
  readonly port: number;
  /** Name given by the client; untrusted text. */
  readonly deviceName: string;
  /** A program, which has no presence. */
  readonly isProgram: boolean;
  /** Protocol version and capabilities of the connection. */
  readonly dialect: Dialect;
  /** Present if signed in. */
  account?: Account | undefined;
  tokenHash?: Uint8Array | undefined;
  /** Rights of the program token; absent for people. */
  readonly grant?: ProgramGrant | undefined;
  /** The login happened on this connection, not earlier with a stored token. */
  isLoggedInHere: boolean;
  /** True after `sessionOpen`: the device receives events. */
  isOpen: boolean;
  /** The client was told the end of the connection; further requests are ignored. */
  isEnding: boolean;
  /** Quit message given with `sessionQuit`. */
  quitMessage: string;
  subscribe(roomIds: readonly number[]): void;
  unsubscribe(roomId: number): void;
  tell<Name extends EventName>(name: Name, payload: Payload<Name>): void;
  /** Size of the last queued packet; 0 if it is being written. */
  lastBytes(): number;
  /** Tells the client the reason, then closes the connection. */
  end(code: ErrorCode, detail?: string): void;
}

/** Sends an event to many connections, encoded once. */
export interface Broadcast {
  toRoom<Name extends EventName>(roomId: number, name: Name, payload: Payload<Name>): void;
}

export interface Connections {
  readonly broadcast: Broadcast;
  /** Signed-in connections of a person, open or not. */
  of(userId: number): readonly Connection[];
  all(): Iterable<Connection>;
  /** Signed-in connections from the network of an address. */
  countAt(address: string): number;
  /** People with a signed-in connection. */
  count(): number;
  add(connection: Connection): void;
  remove(connection: Connection): void;
  /** Sends an event to all open devices of a person. */
  tell<Name extends EventName>(userId: number, name: Name, payload: Payload<Name>): void;
}

export function openConnections(broadcast: Broadcast): Connections {
  const byUser = new Map<number, Set<Connection>>();
  const networks = countByNetwork();
  return {
    broadcast,
    of: userId => [...(byUser.get(userId) ?? [])],
    countAt: address => networks.at(address),
    count: () => byUser.size,
    *all() {
      for (const connections of byUser.values()) yield* connections;
    },
    add(connection) {
      if (connection.account === undefined) return;
      const {userId} = connection.account;
      const connections = byUser.get(userId) ?? new Set();
      if (connections.has(connection)) return;
      byUser.set(userId, connections.add(connection));
      networks.change(connection.address, 1);
    },
    remove(connection) {
      if (connection.account === undefined) return;
      const {userId} = connection.account;
      const connections = byUser.get(userId);
      if (connections?.delete(connection) === true) networks.change(connection.address, -1);
      if (connections?.size === 0) byUser.delete(userId);
    },
    tell(userId, name, payload) {
      for (const connection of byUser.get(userId) ?? []) if (connection.isOpen) connection.tell(name, payload);
    },
  };
}

/** `address:port` for display. */
export const hostPortOf = ({address, port}: Pick<Connection, 'address' | 'port'>): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
