/** Keeps the memory of a screen that is open all day small. */
import {setFlagsFromString} from 'node:v8';

/**
 * Drawing leaves much garbage and little that lives: without this the heap grows to many times what it needs, because to let it grow is
 * cheaper than to look through it. Must come before anything that is compiled is kept, because what is kept is bound to the flags.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
}
