/** Connections that wait for their turn, so that one network with thousands of them keeps nobody else waiting. */
import {networkPrefixOf} from '../../network.ts';

export interface Queue<T> {
  isEmpty(): boolean;
  add(one: T, address: string): void;
  remove(one: T): void;
  /** The first of the network whose turn it is. */
  take(): T | undefined;
}

export function openQueue<T>(): Queue<T> {
  /** In the order of their turns. */
  const byNetwork = new Map<string, Set<T>>();
  const networkOfOne = new Map<T, string>();
  const remove = (one: T) => {
    const network = networkOfOne.get(one);
    if (network === undefined) return;
    networkOfOne.delete(one);
    const waiting = byNetwork.get(network);
    waiting?.delete(one);
    if (waiting?.size === 0) byNetwork.delete(network);
  };
  return {
    isEmpty: () => networkOfOne.size === 0,
    add(one, address) {
      const network = networkPrefixOf(address);
      networkOfOne.set(one, network);
      byNetwork.set(network, (byNetwork.get(network) ?? new Set()).add(one));
    },
    remove,
    take() {
      const [first] = byNetwork;
      if (first === undefined) return undefined;
      const [network, waiting] = first;
      const [one] = waiting;
      if (one !== undefined) remove(one);
      if (waiting.size === 0) return one;
      // Its turn comes again after those of the others.
      byNetwork.delete(network);
      byNetwork.set(network, waiting);
      return one;
    },
  };
}
