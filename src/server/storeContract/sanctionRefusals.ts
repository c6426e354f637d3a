/** Whether an account is kicked, banned, disabled or muted now, and the error for it. */
import {durationText} from '../../shared/words/duration.ts';
import {ChatError, type ErrorCode} from '../../shared/errors.ts';
import {FIXED_LIMITS, FOR_EVER_MS} from '../../shared/limits.ts';
import type {Account} from './store.ts';

/** End of a sanction, `FOR_EVER_MS` if permanent; `words` say by whom and why, as shown to the person. */
export interface Sanction {
  untilMs: number;
  words: string;
}

export const isNow = (sanction: Sanction | undefined, nowMs: number): sanction is Sanction =>
  sanction !== undefined && sanction.untilMs > nowMs;

function told(code: ErrorCode, {untilMs, words}: Sanction, nowMs: number, what: string): ChatError {
  const end = untilMs >= FOR_EVER_MS ? '' : `; ${what} ${durationText(untilMs - nowMs)}`;
  return new ChatError(code, words.slice(0, FIXED_LIMITS.reasonLengthMax - end.length).toWellFormed() + end);
}

/** The error for a disabled, banned or kicked account; `undefined` if it may log in. */
export function kickOf({kick, ban, disabledWords}: Account, nowMs: number): ChatError | undefined {
  if (disabledWords !== undefined) return new ChatError('account-disabled', disabledWords);
  if (isNow(ban, nowMs)) return told('banned', ban, nowMs, 'it ends in');
  return isNow(kick, nowMs) ? told('kicked', kick, nowMs, 'you can come back in') : undefined;
}

/** The error for a muted account. */
export const muteOf = ({mute}: Pick<Account, 'mute'>, nowMs: number): ChatError | undefined =>
  isNow(mute, nowMs) ? told('muted', mute, nowMs, 'it ends in') : undefined;
