/** Removes a member with a lower role from a room; they come back by invitation only. */
import {removeMember} from '../../moderation/governance.ts';
import {storable} from '../../storeContract/storable.ts';
import type {Handler} from '../handler.ts';

export const memberRemove: Handler<'memberRemove'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {roomId, name, reason}) {
    await removeMember(context, {roomId, name, reason: storable(reason)});
    return {};
  },
};
