/** Sets oneself away or back; the reason of a muted person is not shown. */
import {muteRefusal} from '../../moderation/muteRefusal.ts';
import type {Handler} from '../handler.ts';

export const presenceSet: Handler<'presenceSet'> = {
  access: 'account',
  token: {right: 'settings', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {state, status}) {
    const {me, presence} = context;
    const isSilent = status !== '' && (await muteRefusal(context, me.userId)) !== undefined;
    presence.set(me, state, isSilent ? '' : status.toWellFormed());
    return {};
  },
};
