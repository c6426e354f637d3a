/** Gives memory back to the system when a server has become quiet: V8 keeps what a burst of logins or messages needed. */
import {performance} from 'node:perf_hooks';
import {getHeapStatistics} from 'node:v8';
import {collectGarbage} from '../../shared/machine/collectGarbage.ts';

const LOOK_MS = 1_000;
/** Share of the last look's time in which the event loop was busy: below it nobody waits for the pause of a collection. */
const QUIET_SHARE = 0.05;
/** Bytes. Less than this since the last collection is not worth the pause. */
const GROWN_MIN = 16 * 1_024 * 1_024;

export function keepServerHeapSmall(): void {
  let before = performance.eventLoopUtilization();
  /** Bytes after the last collection; 0 before the first, which removes what starting has left. */
  let kept = 0;
  const look = async () => {
    const now = performance.eventLoopUtilization();
    const {utilization} = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > QUIET_SHARE || getHeapStatistics().total_heap_size - kept < GROWN_MIN) return;
    await collectGarbage();
    kept = getHeapStatistics().total_heap_size;
  };
  // A Node built without the inspector takes the memory it takes.
  const timer = setInterval(() => look().catch(() => clearInterval(timer)), LOOK_MS).unref();
}
