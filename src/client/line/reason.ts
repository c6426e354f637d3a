/** The system's reason for a failure, as part of a sentence. */

/** The first line, without a full stop; foreign text. */
export function reasonOf(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  const words = isError && typeof error.message === 'string' ? error.message : String(error);
  return (words.split('\n')[0] ?? '').slice(0, 200).replace(/[.\s]+$/, '');
}

/** Of a file or folder: without the code and the path that the system's own sentence has around it. */
export const diskReasonOf = (error: unknown): string => reasonOf(error).replace(/^[A-Z0-9]+: (.+?), [a-z]+\b.*$/, '$1');

/** e.g. `ENOENT`. */
export const systemCodeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
