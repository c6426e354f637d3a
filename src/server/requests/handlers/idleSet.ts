/** Says that nobody uses this device at the moment, or that somebody does again. */
import type {Handler} from '../handler.ts';

export const idleSet: Handler<'idleSet'> = {
  access: 'account',
  token: {right: 'any', where: 'none'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, presence, connection}, {isIdle}) {
    // A program has no presence that could be idle.
    if (connection.isOpen && !connection.isProgram) presence.setIdle(me, connection, isIdle);
    return {};
  },
};
