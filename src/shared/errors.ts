/** The error class for errors that a person can meet, and what follows from its code. */
import {ERRORS, type ErrorKind} from './errorTable.ts';

export type ErrorCode = keyof typeof ERRORS;

/** Own-property check: inherited names such as `toString` are not codes. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERRORS).filter(isErrorCode);

export const kindOf = (code: ErrorCode): ErrorKind => ERRORS[code];

/** Whether the code stops sending in an encrypted conversation. */
export const endsTrust = (code: string): code is ErrorCode => isErrorCode(code) && kindOf(code).endsTrust === true;

/** Whether a code may be sent over the wire. */
export const isWireCode = (code: string): code is ErrorCode => isErrorCode(code) && kindOf(code).isLocal !== true;

/** Seconds that a refusal asks to wait; 0 for other errors. */
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

/** Creates an expected refusal, without a stack. */
export const refusal = (code: ErrorCode, detail = ''): ChatError => withoutStack(() => new ChatError(code, detail));

/**
 * Runs `make` without recording stacks: recording one costs more than all other work of a refusal, and a flood causes
 * thousands.
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

/** Converts any error to a `ChatError`; a bug becomes one that says so. */
export function toKnown(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  if (isPartGone(error)) return new ChatError('program-replaced', '', {cause: error});
  return new ChatError('unforeseen', String(error).slice(0, 200), {cause: error});
}

/** Whether a lazily loaded chunk is missing: an update of the program has removed the old ones. */
export const isPartGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';

type Place = 'screen' | 'shell';

/** The sentence before `{detail}` is replaced. */
export const wordingOf = (code: ErrorCode, place: Place): string =>
  ERRORS[code].sentence.replaceAll(/\{([^{}|]*)\|([^{}|]*)\}/g, place === 'screen' ? '$1' : '$2');

/** The sentence for a person. The detail is text from others: pass the result through `display()` before it is shown. */
export function sentenceOf(code: ErrorCode, detail = '', place: Place = 'screen'): string {
  return wordingOf(code, place).replaceAll(/ ?\(\{detail\}\)|\{detail\}/g, found =>
    detail === '' ? '' : found.replace('{detail}', () => detail),
  );
}

/** An error on the wire: code and detail, never a cause or a stack. */
export interface WireError {
  code: ErrorCode;
  detail?: string | undefined;
}

/**
 * Converts an error for the wire; anything but a `ChatError` becomes `internal` with the incident number that is also in the
 * server's log.
 */
export function toWireError(error: unknown, incident: string): WireError {
  if (!(error instanceof ChatError)) return {code: 'internal', detail: incident};
  return error.detail === '' ? {code: error.code} : {code: error.code, detail: error.detail};
}
