/** Limit of authenticated connections per network (default 2,000). */
import {ChatError} from '../../shared/errors.ts';
import {isLoopbackHost} from '../../shared/address.ts';
import type {ServerContext} from '../context.ts';

/** An office of five hundred behind one address, each with a screen, a phone and a program. */
const CONNECTIONS_MAX = 2_000;

type Asking = Pick<ServerContext, 'connections' | 'settings' | 'isTrustedProxy'>;

/** This machine, and a proxy that tells nobody’s address, stand for everybody. */
function maxFor({settings, isTrustedProxy}: Asking, address: string): number {
  const {connectionsPerNetworkMax: max = CONNECTIONS_MAX} = settings;
  return max === 0 || address === '::1' || isLoopbackHost(address) || isTrustedProxy(address)
    ? Number.POSITIVE_INFINITY
    : max;
}

/** Once it stands, others may have come in at the same time. @param more so many are about to stand */
export function quotaRefusal(server: Asking, address: string, more = 0): ChatError | undefined {
  const max = maxFor(server, address);
  const isOver = server.connections.countAt(address) + more > max;
  return isOver ? new ChatError('network-full', String(max)) : undefined;
}

/** Before one more stands. @throws network-full */
export function requireConnectionQuota(server: Asking, address: string): void {
  const refusal = quotaRefusal(server, address, 1);
  if (refusal !== undefined) throw refusal;
}
