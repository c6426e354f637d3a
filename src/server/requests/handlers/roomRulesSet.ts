/** Sets who may write, invite and mention everybody, and how often one person may write; locks or unlocks the room. */
import {ChatError} from '../../../shared/errors.ts';
import {doerOf, recordDeed} from '../../audit/audit.ts';
import {lockDeed} from '../../moderation/governance.ts';
import {storable} from '../../storeContract/storable.ts';
import type {Handler} from '../handler.ts';

export const roomRulesSet: Handler<'roomRulesSet'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {roomId, reason = '', ...rules}) {
    const {me, store, newId, now, settings, connection} = context;
    const {keepDays = 0} = rules;
    const {keepDaysMin = 1} = settings;
    if (keepDays > 0 && keepDays < keepDaysMin) throw new ChatError('keep-days-short', String(keepDaysMin));
    const change = {roomId, userId: me.userId, rules, reason: storable(reason), entryId: newId(), atMs: now()};
    const set = await store.roomRulesSet(change);
    if (rules.isLocked !== undefined)
      recordDeed(context, doerOf(me, connection), lockDeed(roomId, rules.isLocked, reason));
    return set;
  },
};
