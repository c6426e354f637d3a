/** Gives a member another role in a room; `owner` hands the room over. */
import {giveRole} from '../../moderation/governance.ts';
import type {Handler} from '../handler.ts';

export const roomRoleSet: Handler<'roomRoleSet'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {roomId, name, role}) {
    await giveRole(context, {roomId, name, role});
    return {};
  },
};
