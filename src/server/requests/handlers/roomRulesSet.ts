/** Sets the rules of a room, by who may; what is left out stays as it is. */
import {ChatError} from '../../../shared/errors.ts';
import {storable} from '../../store/storable.ts';
import type {Handler} from '../handler.ts';

export const roomRulesSet: Handler<'roomRulesSet'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, store, newId, now, settings}, {roomId, reason = '', ...rules}) {
    const {keepDays = 0} = rules;
    const {keepDaysMin = 1} = settings;
    if (keepDays > 0 && keepDays < keepDaysMin) throw new ChatError('keep-days-short', String(keepDaysMin));
    const change = {roomId, userId: me.userId, rules, reason: storable(reason), entryId: newId(), atMs: now()};
    return store.roomRulesSet(change);
  },
};
