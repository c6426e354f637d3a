/** Decodes a picture file to pixels in a worker thread, one file at a time, each with a time limit. */
import {Worker} from 'node:worker_threads';
import {inTurn} from '../../client/core/serially.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Made, Work} from './pictureWorker.ts';
import type {Pixels} from './pixels.ts';

/** Time limit in milliseconds; ordinary pictures take at most half of it. */
const DECODE_MS = 4_000;
const HEAP_MIB = 128;

/** Maximum number of waiting pictures, besides the one being decoded. */
const WAITING_MAX = 8;

let asked = 0;
const decodeInTurn = inTurn();

/** In the source, the worker is in the same folder; in the bundle, one folder up. */
const workerFile = () =>
  new URL(import.meta.url.endsWith('.ts') ? './pictureWorker.ts' : '../pictureWorker.js', import.meta.url);

/** @throws ChatError preview-none with the reason */
export async function decode(work: Work): Promise<{pixels: Pixels; width: number; height: number}> {
  if (asked > WAITING_MAX) throw new ChatError('preview-none', 'other pictures are being looked at');
  asked++;
  try {
    const made = await decodeInTurn(() => inWorker(work));
    if ('why' in made) throw new ChatError('preview-none', made.why);
    return made;
  } finally {
    asked--;
  }
}

function inWorker(work: Work): Promise<Made> {
  return new Promise(resolve => {
    const worker = new Worker(workerFile(), {
      workerData: work,
      resourceLimits: {maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: 32, stackSizeMb: 4},
      stdout: true,
      stderr: true,
      env: {},
      execArgv: [],
    });
    const end = (made: Made) => {
      clearTimeout(timer);
      resolve(made);
      worker.terminate().catch(() => undefined);
    };
    const timer = setTimeout(() => end({why: 'it takes too long'}), DECODE_MS);
    worker.once('message', (made: Made) => end(made));
    worker.once('error', () => end({why: 'it takes too much'}));
    worker.once('exit', () => end({why: 'it takes too much'}));
  });
}
