/** Makes an admin a member again. */
import type {ConsoleCommand} from '../consoleCommand.ts';
import {changeRole} from '../moderation.ts';
import {nameIn} from './nameIn.ts';

export const member: ConsoleCommand = {
  name: 'member',
  aliases: [],
  usage: '@NAME',
  summary: 'make an admin a member again',
  async run(server, rest) {
    const name = nameIn(rest, 'member');
    await changeRole(server, name, 'member');
    return [`@${name} is a member now.`];
  },
};
