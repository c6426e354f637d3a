/** Adds an SSH key for logging in. */
import type {Handler} from '../handler.ts';
import {addSshKey} from '../../signIn/sshLogin.ts';

export const sshKeyAdd: Handler<'sshKeyAdd'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {line}) {
    return {fingerprint: await addSshKey(context, line)};
  },
};
