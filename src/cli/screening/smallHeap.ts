/** Keeps the heap of the screen small, without flags of V8: those can only be given to a new process, whose start costs 40 ms. */
import {getHeapSpaceStatistics} from 'node:v8';
import {collectGarbage} from '../../shared/machine/collectGarbage.ts';

/**
 * A request makes V8 collect twice, and keys wait for it (90–290 ms on a machine with a load of 9): not often, even in a
 * flood.
 */
const CHECK_MS = 5_000;
/** While somebody types, so many looks in a row let it be. */
const LET_BE_MAX = 12;
/** Bytes, both halves. It doubles each time, so this is 32 MiB. */
const YOUNG_MAX = 24 * 1_024 * 1_024;

/** In a flood V8 doubles its young generation up to 128 MiB, though only a few MiB live in it; a full collection shrinks it. */
export function keepScreenHeapSmall(): void {
  let seen = 0;
  let letBe = 0;
  /** Something came from the keyboard since the last look. */
  const isTyping = () => {
    const before = seen;
    seen = process.stdin.bytesRead;
    return seen !== before;
  };
  const check = async () => {
    const young = getHeapSpaceStatistics().find(({space_name: name}) => name === 'new_space');
    letBe = isTyping() && letBe < LET_BE_MAX ? letBe + 1 : 0;
    if (letBe === 0 && (young?.space_size ?? 0) > YOUNG_MAX) await collectGarbage();
  };
  // A Node built without the inspector takes the memory it takes.
  const timer = setInterval(() => check().catch(() => clearInterval(timer)), CHECK_MS).unref();
}
