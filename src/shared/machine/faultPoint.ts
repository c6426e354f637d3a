/**
 * Named points at which a test can kill the process or make it fail; when no test is active, passing one costs one
 * comparison.
 */

/** Ordered as a message, an upload, a download and a key change pass them. */
export const FAULT_POINTS = [
  'entry.beforeInsert',
  'entry.afterInsert',
  'commit.before',
  'commit.after',
  'fanOut.between',
  'answer.before',
  'answer.after',
  'upload.midChunk',
  'upload.beforeSync',
  'upload.afterSync',
  'fileComplete.beforeRow',
  'files.linked',
  'files.shared',
  'import.beforeEntries',
  'migration.copied',
  'migration.statement',
  'migration.beforeCommit',
  'outbox.beforePut',
  'outbox.afterPut',
  'download.beforeSync',
  'download.beforeRename',
  'download.afterLink',
  'download.afterRename',
  'epoch.beforePut',
  'epoch.afterPut',
  'epoch.answered',
  'epoch.beforeTake',
  'epoch.beforeKey',
  'epoch.afterKey',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** `kill` kills the process; `throw` and `reject` fail uncaught, like an unexpected bug. */
export type FaultKind = 'kill' | 'throw' | 'reject';

let armed: {name: string; passesLeft: number; strike: () => void} | undefined;

/**
 * Arms one fault point. `setting`: `name:n` or `name:n:how`; `strike` is called at the n-th pass of the point, from 1.
 * Without a setting no point is armed.
 */
export function armFaultPoint(setting: string | undefined, strike: (how: FaultKind) => void): void {
  const [, name = '', passes = '', how = 'kill'] =
    /^([\w.]+):(\d+)(?::(kill|throw|reject))?$/.exec(setting ?? '') ?? [];
  const isKnown = (FAULT_POINTS as readonly string[]).includes(name);
  armed = isKnown ? {name, passesLeft: Number(passes), strike: () => strike(how as FaultKind)} : undefined;
}

export function faultPoint(name: FaultPoint): void {
  if (armed !== undefined) pass(name);
}

function pass(name: FaultPoint): void {
  if (armed === undefined || armed.name !== name) return;
  armed.passesLeft--;
  if (armed.passesLeft === 0) armed.strike();
}
