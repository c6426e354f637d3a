/** Logs connections rejected before a handshake, rate-limited, so that operators see why a client cannot connect. */
import {createLimiter} from './limits/limiter.ts';
import type {Logger} from '../logger.ts';
import {networkPrefixOf} from '../network.ts';

export interface RejectedConnection {
  address: string;
  /** The reason given by the library. */
  reason: string;
  origin?: string | undefined;
  /** The requested host. */
  host?: string | undefined;
}

const FROM_ONE = {count: 5, perSeconds: 60};
const FROM_ALL = {count: 60, perSeconds: 60};
/** Longer values are truncated. */
const TEXT_MAX = 200;

export function openRejectionLog(
  log: Pick<Logger, 'warn'>,
  monotonicMs: () => number,
): (rejected: RejectedConnection) => void {
  const fromOne = createLimiter(FROM_ONE, monotonicMs);
  const fromAll = createLimiter(FROM_ALL, monotonicMs);
  let more = 0;
  return ({address, reason, origin, host}) => {
    if (fromOne.take(networkPrefixOf(address)) > 0 || fromAll.take('') > 0) {
      more++;
      return;
    }
    const facts = {address, reason, origin: origin?.slice(0, TEXT_MAX), host: host?.slice(0, TEXT_MAX)};
    const help = reason === 'origin' ? '; if it is no page of another site, give its host with --names' : '';
    log.warn({...facts, ...(more > 0 && {more})}, `a connection was refused${help}`);
    more = 0;
  };
}
