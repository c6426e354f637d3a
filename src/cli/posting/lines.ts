/** Sends each line of an endless stream as a message, several in flight at once. */
import {ChatError, kindOf, toKnown} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {isBlank} from '../../shared/text/safeText.ts';

/** A line of the stream; `text` is absent where it is longer than any server accepts. */
interface StreamLine {
  number: number;
  text?: string;
}

/** Lines without their breaks, the last unfinished one included. At most one line is buffered. */
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

/** On their way at once: enough that nobody waits for the disk of the server. */
const WINDOW = 128;

/**
 * Sends in order. A line that a server never accepts is reported and skipped; other errors end it.
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
      refuse(number, new ChatError('message-too-long', `at most ${FIXED_LIMITS.packetBytesMax} bytes are allowed`));
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

/** Also where the stream has nothing to say for long. @throws what `failing` rejects with, at once */
async function* until<One>(failing: Promise<never>, all: AsyncIterable<One>): AsyncGenerator<One, void, undefined> {
  const iterator = all[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([failing, iterator.next()]);
    if (next.done === true) return;
    yield next.value;
  }
}
