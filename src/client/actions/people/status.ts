/** Sets one's status text, with or without an end. */
import {requireServerCan} from '../../core/serverCan.ts';
import {ChatError} from '../../../shared/errors.ts';
import {DAY_MS, FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Preferences} from '../../../shared/preferences.ts';
import type {Client} from '../../client.ts';
import {setPreferences} from './preferences.ts';

export type OwnStatus = NonNullable<Preferences['status']>;

/** One's own status; absent when none is set or it has expired. */
export function ownStatus(client: Client): OwnStatus | undefined {
  const {status} = client.getState().preferences;
  const isOver = status !== undefined && status.untilMs > 0 && status.untilMs <= client.options.now();
  return isOver ? undefined : status;
}

/**
 * An empty text removes the status.
 * @param untilMs when it ends; 0: when it is changed
 * @throws status-too-long, time-passed, time-too-far, server-too-old
 */
export async function setStatus(client: Client, typed: string, untilMs = 0): Promise<void> {
  requireServerCan(client.getState(), 'presence');
  const text = typed.trim();
  const {statusLengthMax, laterMsMax} = FIXED_LIMITS;
  if (text.length > statusLengthMax) throw new ChatError('status-too-long', String(statusLengthMax));
  const nowMs = client.options.now();
  if (untilMs !== 0 && untilMs <= nowMs) throw new ChatError('time-passed');
  if (untilMs > nowMs + laterMsMax) throw new ChatError('time-too-far', String(laterMsMax / DAY_MS));
  await setPreferences(client, {status: text === '' ? null : {text, untilMs}});
}
