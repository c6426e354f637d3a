/** Cost of indexing messages for search: acknowledged messages per second beside the same server with nothing to index. */
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {generate} from '../load/generator.ts';
import {attempt, cellsOf, type Measured} from '../measuring/measure.ts';
import type {Section} from '../section.ts';
import {withServer, type ChatServer, type OpenedServer} from '../server.ts';
import {chatTui} from '../servers/chatTui.ts';

/** Whatever comes into any room counts as indexed already. */
function indexNothing(folder: string): void {
  const database = new DatabaseSync(join(folder, 'chat.db'));
  database.exec('INSERT OR REPLACE INTO search_rooms SELECT room_id, 1, 1000000000000 FROM rooms');
  database.close();
}

const notIndexing: ChatServer = {
  ...chatTui,
  name: 'chat-tui, nothing indexed',
  kind: 'reference',
  async prepare(folder, port, people) {
    const prepared = await chatTui.prepare(folder, port, people);
    indexNothing(folder);
    return prepared;
  },
};

const PEOPLE = {count: 100, rooms: 10, areInside: true};

async function acknowledgedPerSecond({plan}: OpenedServer): Promise<number[]> {
  const acts = ['login', 'join', 'settle', 'acknowledged 10 1', 'acknowledged 10 4'] as const;
  const last = (await generate({...plan, senders: PEOPLE.count}, acts)).at(-1);
  return last === undefined ? [] : [last.acknowledged / last.seconds];
}

export const indexing: Section = {
  name: 'indexing',
  async *run({runs}) {
    // In turn, so that both meet the same moments of a machine that others use as well.
    const all: Measured<number[]>[] = [];
    for (let run = 0; run < runs; run++)
      for (const server of [chatTui, notIndexing])
        all.push(await attempt(server, () => withServer(server, PEOPLE, acknowledgedPerSecond)));
    const measured = [chatTui, notIndexing].map(subject => ({
      subject,
      value: all.flatMap(one => (one.subject === subject ? (one.value ?? []) : [])),
    }));
    yield {
      what: 'acknowledged durable messages/s while they are made ready for searching',
      unit: '/s',
      cells: cellsOf(measured, figures => figures),
      wanted: [{atLeast: 0.9, times: notIndexing.name}],
    };
  },
};
