/** Recognises system failures that are not bugs: full disk, missing permission, too many open files. */
import {ChatError, isPartGone, toKnown} from '../../shared/errors.ts';
import {diskTroubleOf} from '../../shared/machine/diskTrouble.ts';

/** The error to report; `undefined` if it is a bug. */
export function asTrouble(error: unknown): ChatError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isPartGone(error)) return toKnown(error);
  const {code, path, syscall} = error as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd')
    return new ChatError('settings-invalid', 'The working folder is gone. Go to another one.', {cause: error});
  if (syscall === 'read' && path === undefined && code === 'EISDIR')
    return new ChatError('file-unreadable', 'Standard input', {cause: error});
  // Missing parent folders are created, so this error comes from a file system that allows no folders, such as `/proc`.
  if (syscall === 'mkdir' && code === 'ENOENT')
    return new ChatError('file-unwritable', `${path ?? 'A folder'} (no folder can be made there)`, {cause: error});
  return diskTroubleOf(error);
}
