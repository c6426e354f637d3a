/** Detects readers that are too slow, to be disconnected before much is queued for them. */
import type {Socket} from 'socket.io';
import {waitingFor} from './writes.ts';

const WAITING_PACKETS_MAX = 1_000;
const WAITING_BYTES_MAX = 1024 * 1024;
/** A single burst may be larger than that for a moment; for two looks in a row it may not. */
const SLOW_LOOKS_MAX = 2;

/** Looked at every so often: whether too much waits to be written to it. */
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
