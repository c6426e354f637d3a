/** What the system says about a failure, as a part of a sentence. */

/** The first line, without a full stop; foreign text. */
export function reasonOf(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error;
  const words = isError && typeof error.message === 'string' ? error.message : String(error);
  return (words.split('\n')[0] ?? '').slice(0, 200).replace(/[.\s]+$/, '');
}

/** e.g. `ENOENT`. */
export const systemCodeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
