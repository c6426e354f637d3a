/** Keeps the memory of a process that runs all day small; both ways must be chosen before much is loaded. */
import {setFlagsFromString} from 'node:v8';

/**
 * Drawing leaves much garbage and little that lives: without this the heap grows to many times what it needs, because to let it grow is
 * cheaper than to look through it. Must come before anything that is compiled is kept, because what is kept is bound to the flags.
 */
export function keepScreenHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
}

/**
 * A server's garbage is young and soon gone, and what it never gives back is the space for it: kept as small as it begins, 2,000 people who
 * are only there take 31 instead of 49 KiB each. Deliveries cost the same (0.11 s of CPU for 100,000, room of 100), many writers 15 % more.
 */
export function keepServerHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
