/** Makes a person an admin. */
import type {ConsoleCommand} from '../consoleCommand.ts';
import {changeRole} from '../moderation.ts';
import {nameIn} from './nameIn.ts';

export const admin: ConsoleCommand = {
  name: 'admin',
  aliases: [],
  usage: '@NAME',
  summary: 'make a person an admin',
  async run(server, rest) {
    const name = nameIn(rest, 'admin');
    await changeRole(server, name, 'admin');
    return [`@${name} is an admin now.`];
  },
};
