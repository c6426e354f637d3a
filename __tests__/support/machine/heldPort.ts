/**
 * A TCP port that no other test uses, also while nothing listens there. A server that is away leaves its port to whoever asks the
 * system for a free one; clients that try again then meet another server, which does not know their login and ends it.
 */
import {createSocket, type Socket as UdpSocket} from 'node:dgram';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';

export interface HeldPort {
  port: number;
  release: () => void;
}

interface Range {
  from: number;
  to: number;
}

const LOOPBACK = '127.0.0.1';
const TRIES_MAX = 1_000;

/** Below those that the system gives to whoever asks for any. */
function ownRange(): Range {
  let firstGiven = 32_768;
  try {
    firstGiven = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/)[0]);
  } catch {
    // Other systems begin higher.
  }
  return {from: Math.min(16_000, firstGiven - 4_000), to: firstGiven - 1};
}

/** The UDP port of the same number is the sign for other processes that it is taken. */
export async function holdPort(range: Range = ownRange()): Promise<HeldPort> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from + 1));
    const sign = createSocket('udp4');
    if (!(await isBound(sign, port))) continue;
    if (await isFree(port)) {
      sign.unref();
      return {port, release: () => void sign.close()};
    }
    sign.close();
  }
  throw new Error(`no port from ${range.from} to ${range.to} is free`);
}

async function isBound(sign: UdpSocket, port: number): Promise<boolean> {
  sign.bind({port, address: LOOPBACK, exclusive: true});
  try {
    await once(sign, 'listening');
    return true;
  } catch {
    sign.close();
    return false;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen({port, host: LOOPBACK, exclusive: true});
  try {
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
