/** Detects readers that are too slow, so that they can be disconnected before much is queued for them. */
import type {Socket} from 'socket.io';
import {waitingFor} from './writes.ts';

const WAITING_PACKETS_MAX = 1_000;
const WAITING_BYTES_MAX = 1024 * 1024;
/** Number of consecutive checks over the limit before a reader is too slow, because a single burst may exceed it. */
const SLOW_LOOKS_MAX = 2;

/** Checked periodically: whether too much is queued for the connection. */
export class SlowReader {
  readonly #socket: Socket;
  #slowCount = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  isTooSlow(): boolean {
    const {packets, bytes} = waitingFor(this.#socket);
    this.#slowCount = bytes > WAITING_BYTES_MAX ? this.#slowCount + 1 : 0;
    return packets > WAITING_PACKETS_MAX || this.#slowCount >= SLOW_LOOKS_MAX;
  }
}
