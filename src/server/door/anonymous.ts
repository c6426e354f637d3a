/** Connections without a login: at most 100 per network, each closed after a time without a request. */
import type {Connection} from '../hub/connections.ts';
import {countByNetwork} from '../network.ts';

/** Maximum number of anonymous connections per network. */
const ANONYMOUS_MAX = 100;

export interface AnonymousConnections {
  /**
   * Reserves a slot for a connection that is being established, so that simultaneous connections cannot exceed the limit
   * together.
   * @returns a function that releases the slot; `undefined` if none is free
   */
  reserve(address: string): (() => void) | undefined;
  /** Adds a connection without a login. */
  add(connection: Connection): void;
  /** A request arrived on the connection, so its idle time starts again. */
  heard(connection: Connection): void;
  remove(connection: Connection): void;
  /** Number of connections and reservations of the address's network. */
  countAt(address: string): number;
  /** Removes and returns connections that were idle for too long. */
  takeSilent(): Connection[];
}

/** @param silentMsMax maximum time of a connection without a login or a request, in ms */
export function openAnonymous(silentMsMax: number, monotonicMs: () => number): AnonymousConnections {
  const heardAtMs = new Map<Connection, number>();
  const counts = countByNetwork();

  function remove(connection: Connection): void {
    if (heardAtMs.delete(connection)) counts.change(connection.address, -1);
  }
  return {
    reserve(address) {
      if (counts.at(address) >= ANONYMOUS_MAX) return undefined;
      counts.change(address, 1);
      let isGiven = false;
      return () => {
        if (!isGiven) counts.change(address, -1);
        isGiven = true;
      };
    },
    add(connection) {
      heardAtMs.set(connection, monotonicMs());
      counts.change(connection.address, 1);
    },
    heard(connection) {
      if (!heardAtMs.has(connection)) return;
      // The connection is logged in by now.
      if (connection.account !== undefined) remove(connection);
      else heardAtMs.set(connection, monotonicMs());
    },
    remove,
    countAt: address => counts.at(address),
    takeSilent() {
      const before = monotonicMs() - silentMsMax;
      const silent = [...heardAtMs].filter(([, atMs]) => atMs <= before).map(([connection]) => connection);
      for (const connection of silent) remove(connection);
      return silent.filter(({account}) => account === undefined);
    },
  };
}
