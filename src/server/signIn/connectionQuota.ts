/** Limit of authenticated connections per network (default 2,000). */
import {ChatError} from '../../shared/errors.ts';
import {isLoopbackHost} from '../../shared/address.ts';
import type {ServerContext} from '../context.ts';

/** Enough for an office of 500 people behind one address, each with a screen, a phone and a program. */
const CONNECTIONS_MAX = 2_000;

type Asking = Pick<ServerContext, 'connections' | 'settings' | 'isTrustedProxy'>;

/** Unlimited for this machine, and for a proxy that does not pass on client addresses, because both stand for many clients. */
function maxFor({settings, isTrustedProxy}: Asking, address: string): number {
  const {connectionsPerNetworkMax: max = CONNECTIONS_MAX} = settings;
  return max === 0 || address === '::1' || isLoopbackHost(address) || isTrustedProxy(address)
    ? Number.POSITIVE_INFINITY
    : max;
}

/** Checks the quota. @param more connections about to be added */
export function quotaRefusal(server: Asking, address: string, more = 0): ChatError | undefined {
  const max = maxFor(server, address);
  const isOver = server.connections.countAt(address) + more > max;
  return isOver ? new ChatError('network-full', String(max)) : undefined;
}

/** To be called before a connection is added. @throws network-full */
export function requireConnectionQuota(server: Asking, address: string): void {
  const refusal = quotaRefusal(server, address, 1);
  if (refusal !== undefined) throw refusal;
}
