/** What people are on this server: gives somebody a role, or hands the server over. */
import {ChatError} from '../../../shared/errors.ts';
import {aRole, isServerRole, SERVER_ROLES, type ServerRole} from '../../../shared/roles.ts';
import type {ConsoleCommand} from '../consoleCommand.ts';
import {changeRole} from '../../hub/moderation.ts';
import type {ServerContext} from '../../context.ts';
import {SERVER_SENDER} from '../../store.ts';
import {nameIn} from './nameIn.ts';

async function give(server: ServerContext, name: string, role: ServerRole): Promise<readonly string[]> {
  await changeRole(server, {by: SERVER_SENDER, name, role});
  return [`@${name} is ${role === 'owner' ? 'the owner' : aRole(role)} now.`];
}

const toCommand = (name: 'admin' | 'member', summary: string): ConsoleCommand => ({
  name,
  aliases: [],
  usage: '@NAME',
  summary,
  run: async (server, rest) => give(server, nameIn(rest, name), name),
});

export const admin = toCommand('admin', 'make a person an admin');
export const member = toCommand('member', 'make a person a member again');

const USAGE = `@NAME ${SERVER_ROLES.join('|')}`;

export const role: ConsoleCommand = {
  name: 'role',
  aliases: [],
  usage: USAGE,
  summary: 'give a person a role; owner hands the server over',
  async run(server, rest) {
    const [, name, word = ''] = /^@?(\S+)\s+(\S+)$/.exec(rest) ?? [];
    if (name === undefined || !isServerRole(word)) throw new ChatError('command-usage', `role ${USAGE}`);
    return give(server, name, word);
  },
};
