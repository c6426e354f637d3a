/** Progress in one line that is overwritten on a terminal; silent elsewhere. */

export interface Progress {
  /** @param share from 0 to 1 */
  show(what: string, share: number): void;
  end(): void;
}

/** Minimum time between updates, so that a slow terminal does not delay the work. */
const EVERY_MS = 200;

export function progressOn(stream: NodeJS.WriteStream): Progress {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let length = 0;
  const write = (text: string) => {
    stream.write(`\r${text.padEnd(length)}`);
    length = text.length;
  };
  return {
    show(what, share) {
      if (!stream.isTTY || performance.now() - shownAtMs < EVERY_MS) return;
      shownAtMs = performance.now();
      write(`${what} ${Math.floor(share * 100)} %`);
    },
    end() {
      if (length > 0) stream.write(`\r${' '.repeat(length)}\r`);
      length = 0;
    },
  };
}
