/** The error class for errors that a person can meet, and what follows from its code. */
import {ERRORS, type ErrorKind} from './errorTable.ts';

export type ErrorCode = keyof typeof ERRORS;

/** Own-property check: inherited names such as `toString` are not codes. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

export const kindOf = (code: ErrorCode): ErrorKind => ERRORS[code];

/** Nothing is sent in an encrypted conversation any more after such a code. */
export const endsTrust = (code: string): code is ErrorCode => isErrorCode(code) && kindOf(code).endsTrust === true;

/** A code that may cross the wire. */
export const isWireCode = (code: string): code is ErrorCode => isErrorCode(code) && kindOf(code).isLocal !== true;

/** How many seconds a refusal asks to wait; 0 for all others. */
export const waitSecondsOf = (code: ErrorCode, detail: string): number =>
  kindOf(code).hasWait === true && /^\d{1,9}$/.test(detail) ? Number(detail) : 0;

/** The only class for errors that a person can meet; a bug is a plain `Error`. */
export class ChatError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail = '', options?: ErrorOptions) {
    super(sentenceOf(code, detail), options);
    this.name = 'ChatError';
    this.code = code;
    this.detail = detail;
  }

  get canRetry(): boolean {
    return ERRORS[this.code].canRetry;
  }
}

/** An error for whoever asked for something that is refused. */
export const refusal = (code: ErrorCode, detail = ''): ChatError => withoutStack(() => new ChatError(code, detail));

/**
 * Errors made by `make` have no stack: it costs more than everything else about a refusal, and a flood causes thousands of
 * them.
 */
export function withoutStack<Made extends Error>(make: () => Made): Made {
  const {stackTraceLimit} = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** What a person is told of any error; a bug is named as one. */
export function toKnown(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  if (isPartGone(error)) return new ChatError('program-replaced', '', {cause: error});
  return new ChatError('unforeseen', String(error).slice(0, 200), {cause: error});
}

/** Chunks are loaded at first use; an update removes the old ones. */
export const isPartGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';

type Place = 'screen' | 'shell';

/** The sentence with `{detail}` still in it. */
export const wordingOf = (code: ErrorCode, place: Place): string =>
  ERRORS[code].sentence.replaceAll(/\{([^{}|]*)\|([^{}|]*)\}/g, place === 'screen' ? '$1' : '$2');

/** One sentence for a person. The detail is text from others: pass the result through `display()` before it is shown. */
export function sentenceOf(code: ErrorCode, detail = '', place: Place = 'screen'): string {
  return wordingOf(code, place).replaceAll(/ ?\(\{detail\}\)|\{detail\}/g, found =>
    detail === '' ? '' : found.replace('{detail}', () => detail),
  );
}

/** What crosses the wire: code and detail, never a cause or a stack. */
export interface WireError {
  code: ErrorCode;
  detail?: string | undefined;
}

/** Anything that is not a `ChatError` becomes `internal` with the incident number that is also in the log. */
export function toWireError(error: unknown, incident: string): WireError {
  if (!(error instanceof ChatError)) return {code: 'internal', detail: incident};
  return error.detail === '' ? {code: error.code} : {code: error.code, detail: error.detail};
}
