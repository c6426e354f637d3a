/** Makes a person an admin, or an admin a member again. */
import type {ConsoleCommand} from '../consoleCommand.ts';
import {changeRole} from '../../hub/moderation.ts';
import {nameIn} from './nameIn.ts';

const toCommand = (role: 'admin' | 'member', summary: string): ConsoleCommand => ({
  name: role,
  aliases: [],
  usage: '@NAME',
  summary,
  async run(server, rest) {
    const name = nameIn(rest, role);
    await changeRole(server, name, role);
    return [`@${name} is ${role === 'admin' ? 'an' : 'a'} ${role} now.`];
  },
});

export const admin = toCommand('admin', 'make a person an admin');
export const member = toCommand('member', 'make an admin a member again');
