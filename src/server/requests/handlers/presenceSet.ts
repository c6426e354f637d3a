/** Says that one is away, or back. */
import {requireVoice} from '../muteRefusal.ts';
import type {Handler} from '../handler.ts';

export const presenceSet: Handler<'presenceSet'> = {
  access: 'account',
  token: {right: 'settings', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {state, status}) {
    const {me, presence} = context;
    if (status !== '') await requireVoice(context);
    presence.set(me, state, status.toWellFormed());
    return {};
  },
};
