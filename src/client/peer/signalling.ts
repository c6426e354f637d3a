/** Sends signals to another person's programs through the server, to set up a direct connection. */
import {serverCan} from '../core/serverCan.ts';
import type {FileSignal} from '../../shared/peer/fileSignal.ts';
import type {Signal} from '../../shared/peer/signal.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';

/** A signal, with the sender's address as the server sees it. */
export type ReceivedSignal<Said> = Said & {seenAt?: string | undefined};

export interface Signalling {
  name: string;
  sessionId: string;
  signal: Signal | FileSignal;
  about?: 'file';
}

/** Sends a signal; one with candidates also shows the sender's address as the server sees it. */
export function sendSignal(
  client: Pick<Core, 'request' | 'getState'>,
  {signal, ...rest}: Signalling,
): Promise<Result<'signalSend'>> {
  const showsAddress = 'candidates' in signal && serverCan(client.getState(), 'addresses');
  return client.request('signalSend', {
    ...rest,
    body: JSON.stringify(signal),
    ...(showsAddress && {showsAddress}),
  });
}
