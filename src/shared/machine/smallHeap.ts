/**
 * Gives memory back to the system: V8 keeps what a burst of logins or messages needed until a full collection shrinks the heap.
 * Without V8's flags: those can only be given to a new process, whose start costs the screen 40 ms.
 */
import {performance} from 'node:perf_hooks';
import {getHeapSpaceStatistics, getHeapStatistics} from 'node:v8';

const LOOK_MS = 1_000;
const MIB = 1_024 * 1_024;
/**
 * A collection is worth its pause when the event loop was busy for less than this share of the time since the last look, and the
 * heap has grown by so many bytes since the last collection. Below the first share nobody waits for it.
 */
const QUIET = {busyShareMax: 0.05, grownMin: 16 * MIB};
/** Of a server, where a pause delays a few messages. */
const CALM = {busyShareMax: 0.2, grownMin: 32 * MIB};
/** Bytes of the young generation, both halves, which doubles: it is collected at 32 MiB. */
const YOUNG_MAX = 24 * MIB;
/** Looks in a row that were not quiet, since the last collection. Keys wait for a collection, so a shorter burst has none. */
const FLOOD_LOOKS = 4;
/** While somebody types, it may be larger for so many looks. */
const LET_BE_MAX = 60;
/**
 * Whoever makes the heap grow again and again must not stop the process with it: collections take no more of the time. On a slow
 * machine one takes 0.2 s, so less would let the heap of a screen in a flood grow as if there were none.
 */
const COLLECTING_SHARE_MAX = {screen: 0.1, server: 0.05};

/**
 * @param hasKeys tells whether something came from the keyboard since the last call. Where there is a keyboard the young
 *   generation is kept below {@link YOUNG_MAX} in a flood as well, which a busy server would pay for with a tenth of its speed.
 */
export function keepHeapSmall(hasKeys?: () => boolean): void {
  let before = performance.eventLoopUtilization();
  /** Bytes after the last collection; 0 before the first, which removes what starting has left. */
  let kept = 0;
  let busyLooks = 0;
  let letBe = 0;
  let restsUntilMs = 0;
  const shareMax = hasKeys === undefined ? COLLECTING_SHARE_MAX.server : COLLECTING_SHARE_MAX.screen;
  const busyShare = () => {
    const now = performance.eventLoopUtilization();
    const {utilization} = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
  const look = async () => {
    const isTyping = hasKeys?.() === true;
    const busy = busyShare();
    busyLooks = busy < QUIET.busyShareMax ? 0 : busyLooks + 1;
    const isFlooded = hasKeys !== undefined && busyLooks >= FLOOD_LOOKS && youngBytes() > YOUNG_MAX;
    letBe = isFlooded && isTyping && letBe < LET_BE_MAX ? letBe + 1 : 0;
    const grown = getHeapStatistics().total_heap_size - kept;
    const rules = hasKeys === undefined ? [QUIET, CALM] : [QUIET];
    const isWorthIt = !isTyping && rules.some(rule => busy < rule.busyShareMax && grown >= rule.grownMin);
    const beganAtMs = performance.now();
    if (beganAtMs < restsUntilMs || (!isWorthIt && !(isFlooded && letBe === 0))) return;
    await collect();
    const endedAtMs = performance.now();
    restsUntilMs = endedAtMs + (endedAtMs - beganAtMs) / shareMax;
    kept = getHeapStatistics().total_heap_size;
    busyLooks = 0;
  };
  // A Node built without the inspector takes the memory it takes.
  const timer = setInterval(() => look().catch(() => clearInterval(timer)), LOOK_MS).unref();
}

const youngBytes = () => getHeapSpaceStatistics().find(({space_name: name}) => name === 'new_space')?.space_size ?? 0;

/** V8 collects twice: some 40 ms, and more with a large heap. Asked for through the inspector of this process, without a port. */
async function collect(): Promise<void> {
  const {Session} = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
