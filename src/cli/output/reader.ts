/** Detects that the reader of standard output has gone, even while nothing is written: `chat-tui tail -f … | head -n 1`. */
import type {Shell} from '../shell.ts';

const LOOK_EVERY_MS = 500;

/** Resolves when the reader has gone; never if this cannot be detected, in which case the next write fails. */
export async function untilReaderGone({stdout}: Pick<Shell, 'stdout'>): Promise<void> {
  const {fd} = stdout as {fd?: unknown};
  const isGone = fd === 1 ? await openLook(fd).catch(() => undefined) : undefined;
  if (isGone === undefined) return new Promise(() => undefined);
  return new Promise(resolve => {
    const timer = setInterval(() => {
      // If output is pending, its write will fail by itself.
      if (stdout.writableLength > 0 || !isGone()) return;
      clearInterval(timer);
      resolve();
    }, LOOK_EVERY_MS);
    timer.unref();
  });
}

/**
 * Layout of a subscription and of an event, and the kinds of both. @see
 * https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#subscription
 */
const SUBSCRIPTION = {userdata: 0, tag: 8, clockId: 16, timeoutNs: 24, fd: 16, bytes: 48};
const EVENT = {error: 8, tag: 10, flags: 24};
const TAG = {clock: 0, write: 2};
const HANGUP = 1;
/** Time limit of a poll; a pipe that nobody writes to is writable at once, so the poll never waits that long. */
const TIMEOUT_NS = 3_000_000n;
const EVENTS_AT = 1_024;
const COUNT_AT = 2_048;

/** The types of TypeScript's standard library lack it. */
interface Wasm {
  WebAssembly: {Memory: new (size: {initial: number}) => {buffer: ArrayBuffer}};
}

/** WASI has the only call of the runtime that can poll a pipe without writing to it. */
async function openLook(fd: number): Promise<() => boolean> {
  const {WASI} = await import('node:wasi');
  const wasi = new WASI({version: 'preview1'});
  const {WebAssembly: wasm} = globalThis as unknown as Wasm;
  const memory = new wasm.Memory({initial: 1});
  wasi.initialize({exports: {memory}});
  const poll = wasi.wasiImport['poll_oneoff'] as (
    asked: number,
    events: number,
    count: number,
    found: number,
  ) => number;
  const view = new DataView(memory.buffer);
  view.setUint8(SUBSCRIPTION.tag, TAG.clock);
  view.setUint32(SUBSCRIPTION.clockId, 1, true);
  view.setBigUint64(SUBSCRIPTION.timeoutNs, TIMEOUT_NS, true);
  view.setUint8(SUBSCRIPTION.bytes + SUBSCRIPTION.tag, TAG.write);
  view.setUint32(SUBSCRIPTION.bytes + SUBSCRIPTION.fd, fd, true);
  return () => {
    if (poll(0, EVENTS_AT, 2, COUNT_AT) !== 0 || view.getUint32(COUNT_AT, true) !== 1) return false;
    const error = view.getUint16(EVENTS_AT + EVENT.error, true);
    const flags = view.getUint16(EVENTS_AT + EVENT.flags, true);
    return view.getUint8(EVENTS_AT + EVENT.tag) === TAG.write && (error !== 0 || (flags & HANGUP) !== 0);
  };
}
