/** Connections without a login: at most 100 per network, each closed after a time without a request. */
import type {Connection} from '../hub/connections.ts';
import {countByNetwork} from '../network.ts';

/** Of one network at the same time. */
const ANONYMOUS_MAX = 100;

export interface AnonymousConnections {
  /**
   * A place for a connection that is about to come from an address; until it is given back it counts, so that many who come in
   * the same moment are not each let in by the count before all of them. @returns gives it back; `undefined` where there is none
   */
  reserve(address: string): (() => void) | undefined;
  /** A connection that came without a login. */
  add(connection: Connection): void;
  /** Something was asked on it: its time begins anew. */
  heard(connection: Connection): void;
  remove(connection: Connection): void;
  /** How many of the network of an address there are, with those that are about to come. */
  countAt(address: string): number;
  /** Those that asked for nothing for so long; they are forgotten. */
  takeSilent(): Connection[];
}

/** @param silentMsMax how long one may be connected without a login or a request */
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
      // It is signed in now.
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
