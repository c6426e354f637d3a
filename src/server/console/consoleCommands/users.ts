/** Lists who is connected. */
import {hostPortOf, type Connection} from '../../hub/connections.ts';
import type {ConsoleCommand} from '../consoleCommand.ts';

export const users: ConsoleCommand = {
  name: 'users',
  aliases: ['who'],
  usage: '',
  summary: 'who is connected, and from where',
  async run({connections, presence}) {
    const byName = new Map<string, Connection[]>();
    for (const connection of connections.all()) {
      const name = connection.account?.name ?? '';
      byName.set(name, [...(byName.get(name) ?? []), connection]);
    }
    const lines = [...byName]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, devices]) => `@${name}  ${devices.map(hostPortOf).join(', ')}`);
    return [...lines, `${presence.onlineCount()} online`];
  },
};
