/** Reads lines from standard input one by one; secret answers are read without echo. */
import {ChatError} from '../../shared/errors.ts';
import {askHidden} from '../secrets/password.ts';
import type {Shell} from '../shell.ts';

export interface TypedLines {
  /** The next line; `undefined` at the end of the input. */
  next(): Promise<string | undefined>;
  /** Asks a question and returns the next line. @throws interrupted at the end of the input */
  ask(question: string): Promise<string>;
  /** As `ask`, for a secret, which is not echoed on a terminal. @throws interrupted */
  askHidden(question: string): Promise<string>;
  /** The same lines for the time of one login: when it is over, a pending question is interrupted, and gets no further lines. */
  until(over: AbortSignal): TypedLines;
  close(): void;
}

/**
 * Maximum line length in code units. The rest of a longer line is dropped, and the reader refuses the line, since no message is
 * that long.
 */
const LINE_MAX = 1024 ** 2;
/** Maximum number of lines read ahead; then reading pauses. */
const AHEAD_MAX = 100;

export function openTypedLines(shell: Shell): TypedLines {
  const {stdin} = shell;
  const ready: string[] = [];
  let started = '';
  let isEnded = false;
  const waiting = new Set<() => void>();
  const decoder = new TextDecoder();

  const wake = () => {
    for (const goOn of waiting) goOn();
    waiting.clear();
  };

  const take = (text: string) => {
    const [first = '', ...more] = text.split('\n');
    started = (started + first).slice(0, LINE_MAX);
    for (const piece of more) {
      ready.push(started.replace(/\r$/, ''));
      started = piece.slice(0, LINE_MAX);
    }
    if (ready.length >= AHEAD_MAX) stdin.pause();
    wake();
  };
  const onData = (data: Buffer | string) =>
    take(typeof data === 'string' ? data : decoder.decode(data, {stream: true}));
  const onEnd = () => {
    isEnded = true;
    // The last line counts even without a line break.
    if (started !== '') ready.push(started);
    started = '';
    wake();
  };
  const listen = () => void stdin.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd).resume();
  const deafen = () => void stdin.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd).pause();
  listen();

  const linesUntil = (over?: AbortSignal): TypedLines => {
    over?.addEventListener('abort', wake, {once: true});
    const lines: TypedLines = {
      async next() {
        while (ready.length === 0 && !isEnded && over?.aborted !== true)
          await new Promise<void>(resolve => waiting.add(resolve));
        if (over?.aborted === true) throw new ChatError('interrupted');
        if (ready.length < AHEAD_MAX && !isEnded) stdin.resume();
        return ready.shift();
      },
      async ask(question) {
        shell.print(question);
        const line = await lines.next();
        if (line === undefined) throw new ChatError('interrupted');
        return line.trim();
      },
      async askHidden(question) {
        if (over?.aborted === true || !stdin.isTTY || ready.length > 0) return lines.ask(question);
        deafen();
        try {
          return await askHidden(shell, `${question} `, over);
        } finally {
          listen();
        }
      },
      until: linesUntil,
      close: deafen,
    };
    return lines;
  };
  return linesUntil();
}
