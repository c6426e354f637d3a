/** Reminders and scheduled messages; the server keeps them and sends them also while the client is offline. */
import {ChatError} from '../../../shared/errors.ts';
import {DAY_MS, FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Planned} from '../../../shared/model.ts';
import type {Client} from '../../client.ts';
import {checkText} from './message.ts';

export interface Plan {
  kind: Planned['kind'];
  roomId: number;
  text: string;
  dueAtMs: number;
  /** The entry of the room that a reminder is about. */
  aboutSeq?: number;
}

/** @throws message-empty, message-too-long, time-passed, time-too-far, too-many-planned, not-in-room */
export async function planLater(client: Client, plan: Plan): Promise<Planned> {
  checkText(plan.text, client.getState().limits);
  const nowMs = client.options.now();
  if (plan.dueAtMs <= nowMs) throw new ChatError('time-passed');
  if (plan.dueAtMs > nowMs + FIXED_LIMITS.laterMsMax)
    throw new ChatError('time-too-far', String(FIXED_LIMITS.laterMsMax / DAY_MS));
  return client.request('plannedAdd', {id: client.options.newId(), ...plan});
}

/** Scheduled messages and reminders, the next due one first. */
export const listPlanned = async (client: Client): Promise<readonly Planned[]> =>
  (await client.request('plannedList', {})).planned;

/** @throws planned-not-found */
export async function cancelPlanned(client: Client, id: string): Promise<void> {
  await client.request('plannedCancel', {id});
}
