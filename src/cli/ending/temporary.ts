/** Temporary folders of verbs that are removed in any case, also where a signal ends the program. */
import {constants} from 'node:os';
import {beforeTheEnd, doLastThings, endProcess} from './lastMoment.ts';
import {heeded} from './hangup.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Signals end the program as they do without a handler, but its last things are done first. @returns how to stop listening */
function endInOrder(): () => void {
  const signals = heeded(SIGNALS);
  const end = (signal: NodeJS.Signals) => {
    doLastThings();
    endProcess(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}

/** Runs `use` with a new folder in `above`. */
export async function withTemporary<T>(above: string, use: (folder: string) => Promise<T>): Promise<T> {
  const {withFolder} = await import('../../server/backup/archive.ts');
  const stop = endInOrder();
  try {
    return await withFolder(above, beforeTheEnd, use);
  } finally {
    stop();
  }
}
