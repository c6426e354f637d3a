/** Limits of open files and connections of a process. */
import {readFileSync} from 'node:fs';

/** Maximum open files of this process, or of another one; `undefined` when it is unknown or unlimited. */
export function openFilesMax(pid?: number): number | undefined {
  const soft = fromLinux(pid ?? 'self') ?? fromReport();
  return Number.isSafeInteger(soft) ? soft : undefined;
}

function fromLinux(process: number | 'self'): number | undefined {
  try {
    const found = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${process}/limits`, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}

/** Slower than `/proc`, because Node's report contains much more. */
function fromReport(): number | undefined {
  if (process.platform === 'win32') return undefined;
  const {userLimits} = process.report.getReport() as {userLimits?: {open_files?: {soft?: unknown}}};
  return Number(userLimits?.open_files?.soft);
}

const SPARE_SHARE = 5;
const SPARE_MIN = 48;
const SPARE_MAX = 512;

/** Maximum connections; the rest of the limit is reserved for the database, files in transfer and the runtime. */
export function connectionsMaxOf(filesMax: number | undefined): number | undefined {
  if (filesMax === undefined) return undefined;
  const spare = Math.min(SPARE_MAX, Math.max(SPARE_MIN, Math.ceil(filesMax / SPARE_SHARE)));
  return Math.max(1, filesMax - spare);
}
