/** `/list`: the rooms there are. */
import type {Command} from '../command.ts';
import {tableOf} from '../table.ts';
import type {RoomSummary} from '../../shared/model.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';

/** Nobody reads more rows than this; a pattern finds the rest. */
const ROWS_MAX = 1_000;

export const list: Command = {
  name: 'list',
  aliases: ['rooms'],
  usage: '[part of a name]',
  summary: 'Lists the rooms there are: * marks those you are in.',
  async run(client, {rest}) {
    const wanted = rest.replace(/^#/, '').toLowerCase();
    const rooms: RoomSummary[] = [];
    for (let hasMore = true; hasMore && rooms.length < ROWS_MAX;) {
      const afterName = rooms.at(-1)?.name;
      const page = await client.request('roomList', {
        limit: FIXED_LIMITS.pageSizeMax,
        ...(afterName !== undefined && {afterName}),
      });
      rooms.push(...page.rooms);
      hasMore = page.hasMore && page.rooms.length > 0;
    }
    const found = rooms.filter(room => room.kind !== 'direct' && room.name.includes(wanted));
    if (found.length === 0) return {kind: 'told', sentence: `No room has ${rest} in its name.`};
    return {kind: 'show', title: 'Rooms', rows: tableOf(found.map(cellsOf))};
  },
};

function cellsOf({name, kind, isMember, memberCount, topic}: RoomSummary): string[] {
  const people = memberCount === 1 ? '1 member' : `${memberCount} members`;
  return [isMember ? '*' : ' ', `#${name}`, people, kind === 'private' ? 'private' : '', topic];
}
