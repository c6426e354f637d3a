/** Input and output of the load generator. */
import type {Protocol} from '../protocol.ts';

export interface LoadClient {
  /** Which room's messages it gets, from 0. */
  room: number;
  /** What the protocol's texts call `%1`, `%2`, … */
  columns: readonly string[];
}

export interface LoadPlan {
  protocol: Protocol;
  port: number;
  clients: readonly LoadClient[];
  /** The first so many clients send, in turn. */
  senders: number;
  /** How many go through a step at a time. */
  together: number;
  /** Processes whose cost is counted. */
  serverPids: readonly number[];
}

/**
 * `delivered`: number of messages not yet delivered to everybody. `acknowledged`: number of unacknowledged messages per
 * sender. `rate`: messages per second, with latency measured from the due time.
 */
export type LoadAct =
  'login' | 'join' | 'settle' | 'disconnect' | `${'delivered' | 'acknowledged' | 'rate' | 'idle'} ${number} ${number}`;

export interface ActResult {
  act: string;
  seconds: number;
  sent: number;
  /** To everybody but the sender. */
  deliveries: number;
  acknowledged: number;
  /** Deliveries that were not made. */
  lost: number;
  /** Clients that were. */
  disconnected: number;
  p50Ms: number;
  p99Ms: number;
  serverCpuSeconds: number;
  serverUtilisation: number;
  /** Near 1 and the server's is not: then the generator is the limit. */
  ownUtilisation: number;
  residentKibBefore: number;
  residentKib: number;
}

/** The plan as lines, as `load.c` reads it. */
export function planLines(plan: LoadPlan, acts: readonly LoadAct[]): string {
  const {protocol} = plan;
  const steps = (['login', 'join'] as const).flatMap(name =>
    protocol[name].map(([send, expect]) => `step ${name} ${send} ==> ${expect}`),
  );
  return [
    `port ${plan.port}`,
    ...(protocol.websocketPath === undefined ? [] : [`websocket ${protocol.websocketPath}`]),
    `senders ${plan.senders}`,
    `together ${plan.together}`,
    ...plan.serverPids.map(pid => `server ${pid}`),
    ...steps,
    `message ${protocol.message}`,
    ...(protocol.acknowledgement === undefined ? [] : [`acknowledgement ${protocol.acknowledgement}`]),
    ...(protocol.keepAlive === undefined ? [] : [`answer ${protocol.keepAlive.join(' ==> ')}`]),
    ...plan.clients.map(({room, columns}) => ['client ' + String(room), ...columns].join('\t')),
    ...acts.map(act => `do ${act}`),
    '',
  ].join('\n');
}

/**
 * Seconds under the same load before the first run that counts. V8 compiles what is hot meanwhile: with one second instead, a
 * server delivers half as much in its first run on a slow machine.
 */
export const WARM_SECONDS = 6;
