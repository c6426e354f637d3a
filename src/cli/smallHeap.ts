/** Keeps the memory of a process that runs all day small, the screen's and the server's each in the way that costs it least. */
import {PerformanceObserver} from 'node:perf_hooks';
import {getHeapSpaceStatistics, setFlagsFromString} from 'node:v8';

/** Both halves. What is drawn for one frame and gone with the next fits in, and never has to be looked for among what stays. */
const YOUNG_BYTES = 8 * 1024 ** 2;
/** How much may come to what lives before all of it is looked through. */
const GROWTH_PERCENT = 100;

/**
 * Drawing leaves much garbage and little that lives: by itself the heap grows to many times what it needs, because to let it grow is cheaper
 * than to look through it. Must come before anything that is compiled is kept, because what is kept is bound to the flags.
 */
export function keepScreenHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  boundYoungSpace();
}

/**
 * A server's garbage is young and soon gone, and what it never gives back is the space for it: with the limit 5,000 people who are only there
 * take 19 instead of 40 KiB each. Without room for the messages of one commit, though, many writers cost a sixth more.
 */
export function keepServerHeapSmall(): void {
  boundYoungSpace();
}

/** There is no flag for such a limit that is heard while the process runs; after each collection is when it may grow next. */
function boundYoungSpace(): void {
  new PerformanceObserver(setGrowth).observe({entryTypes: ['gc']});
}

function setGrowth(): void {
  const young = getHeapSpaceStatistics().find(({space_name: name}) => name === 'new_space');
  setFlagsFromString(`--semi-space-growth-factor=${(young?.space_size ?? 0) < YOUNG_BYTES ? 2 : 1}`);
}
