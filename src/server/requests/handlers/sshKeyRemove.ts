/** Removes one of them. */
import type {Handler} from '../handler.ts';
import {removeSshKey} from '../../signIn/sshLogin.ts';

export const sshKeyRemove: Handler<'sshKeyRemove'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {fingerprint}) {
    await removeSshKey(context, fingerprint);
    return {};
  },
};
