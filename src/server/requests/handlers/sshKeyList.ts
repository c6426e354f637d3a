/** Lists one’s SSH keys for logging in. */
import type {Handler} from '../handler.ts';

export const sshKeyList: Handler<'sshKeyList'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({store, me}) {
    return {keys: await store.sshKeyList(me.userId)};
  },
};
