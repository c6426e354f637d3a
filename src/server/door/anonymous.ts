/**
 * Connections on which nobody is signed in yet: so many of one network at once, and each only as long as something is asked on
 * it.
 */
import type {Connection} from '../hub/connections.ts';
import {networkOf} from '../network.ts';

/** Of one network at the same time. */
export const ANONYMOUS_MAX = 100;

export interface AnonymousConnections {
  /** A connection that came without a login. */
  add(connection: Connection): void;
  /** Something was asked on it: its time begins anew. */
  heard(connection: Connection): void;
  remove(connection: Connection): void;
  /** How many of the network of an address there are. */
  countAt(address: string): number;
  /** Those that asked for nothing for so long; they are forgotten. */
  takeSilent(): Connection[];
}

/** @param silentMsMax how long one may be connected without a login or a request */
export function openAnonymous(silentMsMax: number, monotonicMs: () => number): AnonymousConnections {
  const heardAtMs = new Map<Connection, number>();
  const byNetwork = new Map<string, number>();

  function remove(connection: Connection): void {
    if (!heardAtMs.delete(connection)) return;
    const network = networkOf(connection.address);
    const left = (byNetwork.get(network) ?? 1) - 1;
    if (left > 0) byNetwork.set(network, left);
    else byNetwork.delete(network);
  }
  return {
    add(connection) {
      const network = networkOf(connection.address);
      heardAtMs.set(connection, monotonicMs());
      byNetwork.set(network, (byNetwork.get(network) ?? 0) + 1);
    },
    heard(connection) {
      if (!heardAtMs.has(connection)) return;
      // Whoever logged in is no stranger any more.
      if (connection.account !== undefined) remove(connection);
      else heardAtMs.set(connection, monotonicMs());
    },
    remove,
    countAt: address => byNetwork.get(networkOf(address)) ?? 0,
    takeSilent() {
      const before = monotonicMs() - silentMsMax;
      const silent = [...heardAtMs].filter(([, atMs]) => atMs <= before).map(([connection]) => connection);
      for (const connection of silent) remove(connection);
      return silent.filter(({account}) => account === undefined);
    },
  };
}
