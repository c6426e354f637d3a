/** Streams of a terminal: types, a synchronous write for the very end, and a keyboard on which nobody types. */
import {writeSync} from 'node:fs';
import {PassThrough} from 'node:stream';
import type {TerminalOutput} from './egress.ts';
import type {TerminalInput} from './input/keyboard.ts';

export interface TerminalStreams {
  stdin: TerminalInput;
  stdout: TerminalOutput & {
    fd?: number;
    on(event: 'resize', listener: () => void): unknown;
    off(event: 'resize', listener: () => void): unknown;
  };
}

/** Writes synchronously at the end of the program; a stream without a descriptor is written to as usual. */
export function writeNow(stdout: TerminalStreams['stdout'], text: string): void {
  if (stdout.fd === undefined) {
    stdout.write(text);
    return;
  }
  try {
    writeSync(stdout.fd, text);
  } catch {
    // The terminal is gone or its buffer is full; the stream may still deliver the text.
    stdout.write(text);
  }
}

/** A keyboard stream without any input. */
export function idleStdin(): NodeJS.ReadStream {
  const idle = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => idle,
    ref: () => idle,
    unref: () => idle,
  });
  return idle as unknown as NodeJS.ReadStream;
}
