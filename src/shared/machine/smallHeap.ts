/**
 * Returns memory to the system: V8 keeps what a burst of logins or messages needed until a full collection shrinks the heap.
 * Not by V8's flags, which can only be given to a new process, whose start costs the screen 40 ms.
 */
import {performance} from 'node:perf_hooks';
import {getHeapSpaceStatistics, getHeapStatistics} from 'node:v8';

const LOOK_MS = 1_000;
const MIB = 1_024 * 1_024;
/**
 * A collection is worth its pause if the event loop was busy for less than this share of the time since the last check, and
 * the heap has grown by this many bytes since the last collection. With so little load nobody waits for it.
 */
const QUIET = {busyShareMax: 0.05, grownMin: 16 * MIB};
/** The same for a server, where a pause delays a few messages. */
const CALM = {busyShareMax: 0.2, grownMin: 32 * MIB};
/** Limit in bytes for both halves of the young generation, which grows by doubling: at 32 MiB a collection is made. */
const YOUNG_MAX = 24 * MIB;
/**
 * Consecutive busy checks since the last collection before one is made in a flood. A collection delays keys, so a shorter
 * burst causes none.
 */
const FLOOD_LOOKS = 4;
/** Maximum checks for which a collection of the young generation is postponed while somebody types. */
const LET_BE_MAX = 60;
/**
 * Maximum share of the time spent on collections, so that a heap that keeps growing cannot stop the process. On a slow
 * machine a collection takes 0.2 s; with a smaller share, a screen's heap would grow without limit in a flood.
 */
const COLLECTING_SHARE_MAX = {screen: 0.1, server: 0.05};

/**
 * @param hasKeys tells whether keys were pressed since the last call. With a keyboard the young generation is also kept below
 * {@link YOUNG_MAX} in a flood; on a busy server that would cost a tenth of its speed.
 */
export function keepHeapSmall(hasKeys?: () => boolean): void {
  let before = performance.eventLoopUtilization();
  /** Heap in bytes after the last collection; 0 before the first one, which removes what the start has left. */
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
  // Without the inspector in this build of Node, nothing can be collected.
  const timer = setInterval(() => look().catch(() => clearInterval(timer)), LOOK_MS).unref();
}

const youngBytes = () => getHeapSpaceStatistics().find(({space_name: name}) => name === 'new_space')?.space_size ?? 0;

/** Makes V8 collect twice, through the inspector of this process, without a port. Takes about 40 ms, more with a large heap. */
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
