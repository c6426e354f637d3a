/** Time to reach the first unread message in a room with a very long log, at 200×50. */
import {newId} from '../../src/cli/shell.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import type {ScreenClient} from '../client.ts';
import {bareInk} from '../clients/bareInk.ts';
import {chatTui} from '../clients/chatTui.ts';
import {withClient, type Stand} from '../measuring/flood.ts';
import {attempt, cellsOf} from '../measuring/measure.ts';
import {roomName} from '../server.ts';
import type {Section} from '../section.ts';

const MESSAGES = 1_000_000;
const AT_ONCE = 5_000;
const KEYS = 40;

/** All written by the second person, so that it is unread for the first, who is at the screen. */
async function fill(dataDir: string): Promise<void> {
  const store = await openSqliteStore({dataDir, now: Date.now, newId});
  const userId = (await store.accountFind('user1'))?.userId ?? 0;
  const roomId = (await store.roomFind(roomName(0), userId))?.roomId ?? 0;
  for (let said = 0; said < MESSAGES; said += AT_ONCE) {
    const texts = Array.from({length: AT_ONCE}, (_, at) => `message ${said + at + 1}`);
    await Promise.all(
      texts.map(text =>
        store.entryAppend({roomId, userId, body: {kind: 'message', id: newId(), text}, atMs: Date.now()}),
      ),
    );
  }
  await store.close();
}

/** The same client at a server whose room is full. */
const inFullRoom: ScreenClient = {
  ...chatTui,
  server: {
    ...chatTui.server,
    async prepare(folder, port, people) {
      const prepared = await chatTui.server.prepare(folder, port, people);
      await fill(folder);
      return prepared;
    },
  },
};

/** Milliseconds from the key that enters the room until its first unread message is on screen. */
async function openings(stand: Stand, runs: number): Promise<number[]> {
  const all: number[] = [];
  for (let run = 0; run < runs; run++) {
    const client = stand.open();
    try {
      await client.until(/bench0 +999\+/);
      // As the reference, it is measured after its start, not in it.
      await client.keyLatencies(KEYS);
      const pressedMs = performance.now();
      client.press(chatTui.keys);
      await client.until(/─ new ─[^]*new below/);
      all.push(performance.now() - pressedMs);
    } finally {
      await client.close();
    }
  }
  return all;
}

async function keyPresses(stand: Stand): Promise<number[]> {
  const client = stand.open();
  try {
    await client.until(bareInk.painted);
    return await client.keyLatencies(KEYS);
  } finally {
    await client.close();
  }
}

export const firstUnread: Section = {
  name: 'firstUnread',
  isLong: true,
  async *run({runs}) {
    const measured = [
      await attempt(inFullRoom, () => withClient(inFullRoom, stand => openings(stand, runs * 3))),
      await attempt(bareInk, () => withClient(bareInk, keyPresses)),
    ];
    yield {
      what: `opening a room of ${MESSAGES.toLocaleString('en')} messages at its first unread one, beside a key press of bare Ink`,
      unit: 'ms',
      cells: cellsOf(measured, all => all),
      // 50 ms where bare Ink takes 4.5 ms for a key.
      wanted: [{atMost: 11, times: bareInk.name}],
    };
  },
};
