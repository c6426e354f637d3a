/** The system's reason for a failure, as part of a sentence. */

/** The first line of the error's message, without a full stop; text from others. */
export function reasonOf(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  const words = isError && typeof error.message === 'string' ? error.message : String(error);
  return (words.split('\n')[0] ?? '').slice(0, 200).replace(/[.\s]+$/, '');
}

/** The reason of a file error, without the code and path that surround it in Node's message. */
export const diskReasonOf = (error: unknown): string => reasonOf(error).replace(/^[A-Z0-9]+: (.+?), [a-z]+\b.*$/, '$1');

/** The system's error code, e.g. `ENOENT`. */
export const systemCodeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
