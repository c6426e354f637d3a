/** `read`: marks rooms and conversations as read. */
import type {Client} from '../../client/client.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Room} from '../../shared/model.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const read: Verb = {
  name: 'read',
  usage: '[target...]',
  summary: 'mark rooms and conversations as read, on all your devices',
  prints: 'Room',
  options: [{flags: '--all', meaning: 'all of them'}, JSON_OPTION],
  examples: [
    ["chat-tui read '#builds'", 'everything in it'],
    ['chat-tui read --all', 'everything everywhere'],
  ],
  async run(shell, call) {
    const isAll = call.options.all === true;
    if (isAll === call.words.length > 0)
      throw new ChatError('command-usage', 'Say which rooms and conversations, or --all.');
    const targets = call.words.map(parseTarget);
    await withSession(shell, async client => {
      requireRight(client.getState(), 'read');
      const rooms: Room[] = [];
      for (const target of targets) rooms.push(await findRoom(client, target));
      const all = Object.values(client.getState().roomById).map(({room}) => room);
      const unread = (isAll ? all : rooms).filter(room => room.readSeq < room.lastSeq);
      for (const room of isAll ? unread : rooms) {
        const line = await markRead(client, room);
        if (call.options.json === true) shell.printJson(toMemberLine(line));
        else if (!isAll || room.unread > 0) shell.print(`${labelOf(room)} is read.`);
      }
    });
  },
};

async function markRead(client: Client, room: Room): Promise<Room> {
  const {roomId, lastSeq} = room;
  if (room.readSeq < lastSeq) await client.request('cursorMove', {roomId, seq: lastSeq});
  return {...room, readSeq: Math.max(room.readSeq, lastSeq), unread: 0, mentions: 0};
}
