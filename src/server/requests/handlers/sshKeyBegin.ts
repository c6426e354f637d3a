/** Adds the first SSH key of an account that must have one and has none, by name and password, before a login. */
import type {Handler} from '../handler.ts';
import {beginSshKey} from '../../signIn/sshLogin.ts';

export const sshKeyBegin: Handler<'sshKeyBegin'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {line, ...given}) {
    return {fingerprint: await beginSshKey(context, given, line)};
  },
};
