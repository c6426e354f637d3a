/** Removes one of one’s SSH keys. */
import type {Handler} from '../handler.ts';
import {removeSshKey} from '../../signIn/sshLogin.ts';

export const sshKeyRemove: Handler<'sshKeyRemove'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {fingerprint}) {
    await removeSshKey(context, fingerprint);
    return {};
  },
};
