/** Temporary folders of verbs, which are removed in any case, even if a signal ends the program. */
import {constants} from 'node:os';
import {addExitHook, runExitHooks, endProcess} from './exitHooks.ts';
import {unignored} from './hangup.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Signals end the program as usual, but after its exit hooks. @returns a function that stops listening */
function endInOrder(): () => void {
  const signals = unignored(SIGNALS);
  const end = (signal: NodeJS.Signals) => {
    runExitHooks();
    endProcess(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}

/** Runs `use` with a new temporary folder inside `above`. */
export async function withTemporary<T>(above: string, use: (folder: string) => Promise<T>): Promise<T> {
  const {withFolder} = await import('../../server/backup/archive.ts');
  const stop = endInOrder();
  try {
    return await withFolder(above, addExitHook, use);
  } finally {
    stop();
  }
}
