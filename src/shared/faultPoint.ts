/** Named places where a test may end the process, to see what is left; unset, passing one costs one comparison. */

/** In the order in which a message, an upload and a download pass them. */
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
  'outbox.beforePut',
  'outbox.afterPut',
  'download.beforeSync',
  'download.beforeRename',
  'download.afterLink',
  'download.afterRename',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

let armed: {name: string; passesLeft: number; strike: () => void} | undefined;

/** `setting`: `name:n`; `strike` is called at the n-th pass of that point, counted from 1. Nothing else arms anything. */
export function armFaultPoint(setting: string | undefined, strike: () => void): void {
  const [, name = '', passes = ''] = /^([\w.]+):(\d+)$/.exec(setting ?? '') ?? [];
  const isKnown = (FAULT_POINTS as readonly string[]).includes(name);
  armed = isKnown ? {name, passesLeft: Number(passes), strike} : undefined;
}

export function faultPoint(name: FaultPoint): void {
  if (armed !== undefined) pass(name);
}

function pass(name: FaultPoint): void {
  if (armed === undefined || armed.name !== name) return;
  armed.passesLeft--;
  if (armed.passesLeft === 0) armed.strike();
}
