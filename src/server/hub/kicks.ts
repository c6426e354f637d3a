/** Who is kept out for now, and what they are told. */
import {durationText} from '../../shared/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Account} from '../store.ts';

/** Why a person stays out for now. */
export function kickOf({kick}: Account, nowMs: number): ChatError | undefined {
  if (kick === undefined || kick.untilMs <= nowMs) return undefined;
  const end = `; you can come back in ${durationText(kick.untilMs - nowMs)}`;
  const {words} = kick;
  return new ChatError('kicked', words.slice(0, FIXED_LIMITS.reasonLengthMax - end.length).toWellFormed() + end);
}
