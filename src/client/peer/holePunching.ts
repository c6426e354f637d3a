/**
 * TCP simultaneous open for NAT hole punching: both sides dial from and to known ports, so that outgoing packets open the NAT
 * for incoming ones. With a symmetric NAT it fails without harm.
 */
import {connect, type Socket} from 'node:net';
import type {Candidate} from '../../shared/peer/signal.ts';

export interface HolePunch {
  /** Local port to dial from; another socket may be bound to it, but must not listen. */
  localPort: number;
  to: Candidate;
  /** Called when the port could not be reused. */
  onInUse: () => void;
}

/** Repeated attempts, because some NATs reject early packets instead of dropping them. */
const TRIES_MAX = 6;
const AGAIN_MS = 400;

/** @returns a function that stops; established connections stay open */
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
