/** Lists the public rooms. */
import type {ConsoleCommand} from '../consoleCommand.ts';
import {SERVER_SENDER} from '../../store.ts';

const SHOWN = 1_000;

export const rooms: ConsoleCommand = {
  name: 'rooms',
  aliases: [],
  usage: '',
  summary: 'the public rooms and how many are in them',
  async run({store}) {
    const list = await store.roomList({userId: SERVER_SENDER.userId, limit: SHOWN});
    return list.map(({name, memberCount, topic}) => `#${name}  ${memberCount}  ${topic}`.trimEnd());
  },
};
