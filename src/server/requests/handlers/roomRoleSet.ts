/** Gives a member of a room another role there, or hands the room over. */
import {giveRole} from '../../moderation/governance.ts';
import type {Handler} from '../handler.ts';

export const roomRoleSet: Handler<'roomRoleSet'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {roomId, name, role}) {
    await giveRole(context, {roomId, name, role});
    return {};
  },
};
