/** Says that one is away, or back. */
import type {Handler} from '../handler.ts';

export const presenceSet: Handler<'presenceSet'> = {
  access: 'account',
  token: {right: 'settings', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, presence}, {state, status}) {
    presence.set(me, state, status.toWellFormed());
    return {};
  },
};
