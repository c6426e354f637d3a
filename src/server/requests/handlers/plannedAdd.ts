/** Schedules a message to a room, or a reminder to oneself. */
import {ChatError} from '../../../shared/errors.ts';
import {DAY_MS, FIXED_LIMITS} from '../../../shared/limits.ts';
import type {StoredPlan} from '../../storeContract/people.ts';
import type {Handler} from '../handler.ts';
import {takeText} from '../messageText.ts';

/** Tolerance for a due time in the past, in ms: the client's clock may be slow, and the packet takes time. */
const PASSED_MS = 60_000;

export const plannedAdd: Handler<'plannedAdd'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {id, kind, roomId, text, dueAtMs, aboutSeq}) {
    const {me, store, later, now} = context;
    takeText(context, text);
    const atMs = now();
    if (dueAtMs < atMs - PASSED_MS) throw new ChatError('time-passed');
    if (dueAtMs > atMs + FIXED_LIMITS.laterMsMax)
      throw new ChatError('time-too-far', String(FIXED_LIMITS.laterMsMax / DAY_MS));
    const plan = {plannedId: id, userId: me.userId, roomId, kind, text: text.toWellFormed(), dueAtMs, atMs};
    const made = await store.plannedAdd({...plan, ...(aboutSeq !== undefined && {aboutSeq})});
    later.planned(made.dueAtMs);
    return toPlanned(made);
  },
};

/** A plan as sent to clients. */
export const toPlanned = ({plannedId, userId: _mine, ...plan}: StoredPlan) => ({
  id: plannedId,
  ...plan,
});
