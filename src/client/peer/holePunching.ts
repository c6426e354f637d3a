/**
 * TCP simultaneous open for NAT hole punching. Both sides dial from and to known ports, so that outgoing packets open the NAT
 * for incoming ones; with a symmetric NAT it fails without harm.
 */
import {connect, type Socket} from 'node:net';
import type {Candidate} from '../../shared/peer/signal.ts';

export interface HolePunch {
  /** Of this machine; another socket may use it, but not listen on it. */
  localPort: number;
  to: Candidate;
  /** The port could not be reused. */
  onInUse: () => void;
}

/** Some NATs refuse what comes too early instead of dropping it. */
const TRIES_MAX = 6;
const AGAIN_MS = 400;

/** @returns how to stop; a connection that stands is not touched by it */
export function punchHole({localPort, to, onInUse}: HolePunch, onConnected: (socket: Socket) => void): () => void {
  let tries = 0;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let dialling: Socket | undefined;
  const dial = () => {
    tries++;
    const socket = connect({host: to.address, port: to.port, localPort});
    dialling = socket;
    const failed = (error: Error & {code?: string}) => {
      socket.destroy();
      if (isOver || tries >= TRIES_MAX) return;
      if (error.code === 'EADDRINUSE') onInUse();
      timer = setTimeout(dial, AGAIN_MS);
    };
    socket.once('error', failed).once('connect', () => {
      dialling = undefined;
      socket.off('error', failed);
      onConnected(socket);
    });
  };
  dial();
  return () => {
    isOver = true;
    clearTimeout(timer);
    dialling?.destroy();
  };
}
