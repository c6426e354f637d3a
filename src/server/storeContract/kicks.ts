/** Whether an account is kicked, banned, disabled or muted now, and the error for it. */
import {durationText} from '../../shared/words/duration.ts';
import {ChatError, type ErrorCode} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Account} from './store.ts';

/** Until when, and by whom and why, as the person is told. */
export interface Sanction {
  untilMs: number;
  words: string;
}

/** A sanction without an end. */
export const FOR_GOOD_MS = Number.MAX_SAFE_INTEGER;

export const isNow = (sanction: Sanction | undefined, nowMs: number): sanction is Sanction =>
  sanction !== undefined && sanction.untilMs > nowMs;

function told(code: ErrorCode, {untilMs, words}: Sanction, nowMs: number, what: string): ChatError {
  const end = untilMs >= FOR_GOOD_MS ? '' : `; ${what} ${durationText(untilMs - nowMs)}`;
  return new ChatError(code, words.slice(0, FIXED_LIMITS.reasonLengthMax - end.length).toWellFormed() + end);
}

/** Why a person stays out for now: the account is disabled, banned, or was kicked. */
export function kickOf({kick, ban, disabledWords}: Account, nowMs: number): ChatError | undefined {
  if (disabledWords !== undefined) return new ChatError('account-disabled', disabledWords);
  if (isNow(ban, nowMs)) return told('banned', ban, nowMs, 'it ends in');
  return isNow(kick, nowMs) ? told('kicked', kick, nowMs, 'you can come back in') : undefined;
}

/** Why a person may not write for now. */
export const muteOf = ({mute}: Pick<Account, 'mute'>, nowMs: number): ChatError | undefined =>
  isNow(mute, nowMs) ? told('muted', mute, nowMs, 'it ends in') : undefined;
