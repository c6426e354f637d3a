/** Progress of a verb's transfers on standard error, where that is a terminal. */
import type {Client} from '../../client/client.ts';
import {sizeText} from '../../shared/text/sizeText.ts';
import {display} from '../../shared/text/safeText.ts';
import type {Shell} from '../shell.ts';
import {progressOn} from './progress.ts';

/** @returns a function that stops and clears the line */
export function showTransfers({stderr}: Pick<Shell, 'stderr'>, client: Client): () => void {
  if (!stderr.isTTY) return () => undefined;
  const progress = progressOn(stderr);
  const stop = client.subscribe(() => {
    const all = Object.values(client.getState().transferById);
    const [first] = all;
    const sizeBytes = sum(all.map(one => one.sizeBytes));
    const doneBytes = sum(all.map(one => one.doneBytes));
    if (first === undefined || doneBytes === 0) return;
    const what = all.length === 1 ? display(first.name, 'line') : `${all.length} files`;
    progress.show(`${what} ${sizeText(doneBytes)} of ${sizeText(sizeBytes)},`, doneBytes / sizeBytes);
  });
  return () => {
    stop();
    progress.end();
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
