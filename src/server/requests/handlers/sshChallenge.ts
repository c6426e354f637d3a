/** Returns a challenge to sign for a login by an SSH key. */
import type {Handler} from '../handler.ts';
import {challengeFor} from '../../signIn/sshLogin.ts';

export const sshChallenge: Handler<'sshChallenge'> = {
  access: 'anyone',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context) {
    return {challenge: challengeFor(context)};
  },
};
