/** `export`: everything that one can read in rooms and conversations, including encrypted ones, in its current state. */
import type {Client} from '../../client/client.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Room} from '../../shared/model.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const exporting: Verb = {
  name: 'export',
  usage: '[target...]',
  summary:
    'print all that you can read, also in encrypted conversations, one JSON object a line; without targets everywhere',
  prints: 'Entry',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui export > mine.jsonl', 'all rooms and conversations, oldest first, each by itself'],
    ["chat-tui export @bob '#dev'", 'these alone'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const targets = call.words.map(parseTarget);
      const own = Object.values(client.getState().roomById).map(({room}) => room);
      const rooms: Room[] = targets.length === 0 ? own : [];
      for (const target of targets) rooms.push(await findRoom(client, target));
      for (const room of rooms) await exportRoom(shell, client, room);
    }),
};

/** Only up to the last entry at the start; later entries belong to the next export. */
async function exportRoom(shell: Shell, client: Client, room: Room): Promise<void> {
  const {roomId, lastSeq} = room;
  for (let afterSeq = 0; afterSeq < lastSeq;) {
    const page = await client.request('entryList', {roomId, afterSeq, limit: FIXED_LIMITS.pageSizeMax});
    const entries = page.entries.filter(({seq}) => seq > afterSeq && seq <= lastSeq);
    for (const entry of entries) shell.printJson(toEntryLine(entry, labelOf(room), client.getState()));
    const last = entries.at(-1)?.seq;
    if (last === undefined) return;
    afterSeq = last;
  }
}
