/** Open connections, as an interface that does not depend on the library that carries them. */
import type {ErrorCode} from '../../shared/errors.ts';
import type {EventName, Payload} from '../../shared/protocol.ts';
import type {Dialect} from '../../shared/version.ts';
import {countByNetwork} from '../network.ts';
import type {Account} from '../storeContract/store.ts';
import type {ProgramGrant} from '../storeContract/signIn.ts';

export interface Connection {
  readonly address: string;
  readonly port: number;
  /** As the client says it; foreign text. */
  readonly deviceName: string;
  /** A program that comes and goes: no presence. */
  readonly isProgram: boolean;
  /** What both sides of it understand. */
  readonly dialect: Dialect;
  /** Present while signed in. */
  account?: Account | undefined;
  tokenHash?: Uint8Array | undefined;
  /** Of the token for a program with which it came: all that it may. Absent for people. */
  readonly grant?: ProgramGrant | undefined;
  /** Logged in on this very connection, not by a kept login. */
  isLoggedInHere: boolean;
  /** True from `sessionOpen` on: this device sees what happens. */
  isOpen: boolean;
  /** True once its end was told; nothing it sends counts any more. */
  isEnding: boolean;
  /** Said with `sessionQuit`. */
  lastWords: string;
  subscribe(roomIds: readonly number[]): void;
  unsubscribe(roomId: number): void;
  tell<Name extends EventName>(name: Name, payload: Payload<Name>): void;
  /** Bytes of what was told or answered last, 0 once it is being written. */
  lastBytes(): number;
  /** Says why, then closes. */
  end(code: ErrorCode, detail?: string): void;
}

/** Tells many at once; encoded once. */
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
  /** To all devices of a person that are open. */
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

/** `address:port` as a person reads it. */
export const hostPortOf = ({address, port}: Pick<Connection, 'address' | 'port'>): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
