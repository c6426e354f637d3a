/** Sends each line of an endless stream as a message, several in flight at once. */
import {ChatError, kindOf, toKnown} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {isBlank} from '../../shared/text/safeText.ts';
import {beyondAnyServer} from './post.ts';

/** A line of the stream; `text` is absent if it is longer than any server accepts. */
interface StreamLine {
  number: number;
  text?: string;
}

/** Yields lines without line breaks, including an unfinished last one. Buffers at most one line. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<StreamLine, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let isTooLong = false;
  let number = 0;
  const take = (text: string): StreamLine => {
    number++;
    const line = isTooLong ? {number} : {number, text: text.replace(/\r$/, '')};
    isTooLong = false;
    return line;
  };
  for await (const chunk of bytes) {
    const pieces = (rest + decoder.decode(chunk, {stream: true})).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) yield take(piece);
    if (rest.length > FIXED_LIMITS.packetBytesMax) {
      isTooLong = true;
      rest = '';
    }
  }
  rest += decoder.decode();
  if (rest !== '' || isTooLong) yield take(rest);
}

/** Maximum number of messages in flight; enough to hide the latency of the server's disk. */
const WINDOW = 128;

/**
 * Sends lines in order. A line that no server would accept is reported and skipped; other errors end it.
 * @returns number of skipped lines
 * @throws the server's errors
 */
export async function sendLines(
  lines: AsyncIterable<StreamLine>,
  {
    send,
    onRefused,
  }: {send: (text: string, number: number) => Promise<unknown>; onRefused: (number: number, error: ChatError) => void},
): Promise<number> {
  const onWay = new Set<Promise<void>>();
  let refused = 0;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const refuse = (number: number, error: ChatError) => {
    refused++;
    onRefused(number, error);
  };
  for await (const {number, text} of until(failure.promise, lines)) {
    if (text === undefined) {
      refuse(number, beyondAnyServer());
      continue;
    }
    if (isBlank(text)) continue;
    if (text.includes('\0')) {
      refuse(number, new ChatError('message-not-text'));
      continue;
    }
    const work = send(text, number).then(
      () => undefined,
      (error: unknown) => {
        const known = toKnown(error);
        if (kindOf(known.code).isAboutText === true) refuse(number, known);
        else failure.reject(known);
      },
    );
    const done = work.finally(() => onWay.delete(done));
    onWay.add(done);
    if (onWay.size >= WINDOW) await Promise.race(onWay);
  }
  await Promise.all(onWay);
  await Promise.race([failure.promise, Promise.resolve()]);
  return refused;
}

/** Yields from a stream, but throws as soon as `failing` rejects, even while the stream is silent. */
async function* until<One>(failing: Promise<never>, all: AsyncIterable<One>): AsyncGenerator<One, void, undefined> {
  const iterator = all[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([failing, iterator.next()]);
    if (next.done === true) return;
    yield next.value;
  }
}
