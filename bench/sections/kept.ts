/**
 * Time from the start to the newest message from the local history, while the server is unreachable: 500 rooms, 100,000
 * messages.
 */
import {newId} from '../../src/cli/shell.ts';
import {findPaths} from '../../src/cli/settings/paths.ts';
import {remember} from '../../src/cli/settings/remembered.ts';
import {saveToken} from '../../src/client/credentials/credentials.ts';
import type {Batch} from '../../src/client/history/batch.ts';
import {accountOf} from '../../src/client/history/withoutServer.ts';
import {openHistoryFile} from '../../src/client/history/historyFile.ts';
import {openHistoryStore} from '../../src/client/history/historyStore.ts';
import {writeView} from '../../src/client/history/view.ts';
import {accountStores} from '../../src/client/local/accountStore.ts';
import {newRoomState} from '../../src/client/state/room/roomState.ts';
import {initialState} from '../../src/client/state/initialState.ts';
import type {RoomState, State} from '../../src/client/state/state.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import type {User} from '../../src/shared/model.ts';
import type {ScreenClient} from '../client.ts';
import {bareInk} from '../clients/bareInk.ts';
import {chatTui} from '../clients/chatTui.ts';
import {withClient, type Stand} from '../measuring/flood.ts';
import type {Section} from '../section.ts';

const ROOMS = 500;
const MESSAGES = 100_000;
const AT_ONCE = 1_000;
const NAME = 'user0';
/** Nobody listens there. */
const SERVER_URL = 'http://127.0.0.1:1';
const LAST = 'said at the very end';

const me: User = {name: NAME, displayName: NAME, role: 'member', state: 'online', status: ''};

const roomOf = (roomId: number): RoomState =>
  newRoomState({
    roomId,
    kind: 'public',
    name: `bench${roomId}`,
    topic: 'a room of the bench',
    memberCount: 2,
    lastSeq: MESSAGES / ROOMS,
    readSeq: MESSAGES / ROOMS,
    unread: 0,
    mentions: 0,
  });

const entryOf = (roomId: number, seq: number): Entry => ({
  seq,
  id: newId(),
  sender: 'user1',
  sentAtMs: Date.now(),
  kind: 'message',
  text:
    roomId === 1 && seq === MESSAGES / ROOMS ? LAST : `message ${seq} of room ${roomId}, with a few words more in it`,
});

/** What a client leaves that has seen all of it, and its login. */
async function fill(home: string): Promise<void> {
  const paths = findPaths({env: {CHAT_TUI_HOME: home}, platform: process.platform, home});
  const account = {serverUrl: SERVER_URL, name: NAME};
  remember(paths, () => ({
    server: SERVER_URL,
    userByServer: {[SERVER_URL]: NAME},
    storeByAccount: {[`${NAME}@${SERVER_URL}`]: 'file'},
  }));
  await saveToken({store: 'file', dir: paths.clientDir, ...account}, `ct_${'x'.repeat(43)}`);
  const stores = accountStores({serverUrl: SERVER_URL, dataDir: paths.clientDir, now: Date.now, newId});
  const store = await stores.open(NAME);
  writeView(store, {roomLabel: '#bench1'});
  const cache = await openHistoryFile(store.dir);
  if (cache === undefined) throw new Error('nothing can be kept here');
  const keeper = openHistoryStore(cache.database, accountOf(SERVER_URL, NAME), {
    messagesMax: 2 * MESSAGES,
    bytesMax: 1024 ** 3,
  });
  const rooms = Array.from({length: ROOMS}, (_, at) => roomOf(at + 1));
  const server = {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false} as const;
  const roomById = Object.fromEntries(rooms.map(one => [one.room.roomId, one]));
  const state: State = {...initialState, me, server, roomById};
  for (let roomId = 1; roomId <= ROOMS; roomId += AT_ONCE / (MESSAGES / ROOMS)) {
    const batches = Array.from({length: AT_ONCE / (MESSAGES / ROOMS)}, (_, at) => {
      const entries = Array.from({length: MESSAGES / ROOMS}, (_one, seq) => entryOf(roomId + at, seq + 1));
      const batch: Batch = {pages: [{entries, lastSeq: entries.length}], runs: []};
      return [roomId + at, batch] as const;
    });
    keeper.write(new Map(batches), state).goOn(Number.POSITIVE_INFINITY);
  }
  keeper.close();
  store.close();
}

/** The same client with a server that is away. */
const away: ScreenClient = {
  ...chatTui,
  painted: new RegExp(LAST),
  async prepare(folder, server) {
    const {command, env} = await chatTui.prepare(folder, server);
    const home = env['CHAT_TUI_HOME'] ?? folder;
    await fill(home);
    return {command, env: {CHAT_TUI_HOME: home, CHAT_TUI_SERVER: SERVER_URL}};
  },
};

export const kept: Section = {
  name: 'kept',
  async *run({runs}) {
    const startOf = async (stand: Stand, {painted}: ScreenClient) => {
      const opened = stand.open();
      const tookMs = await opened.until(painted);
      await opened.close();
      return tookMs;
    };
    const ours: number[] = [];
    const bare: number[] = [];
    // In turns: what else the machine does meets both.
    await withClient(bareInk, inkStand =>
      withClient(away, async stand => {
        for (let run = 0; run < runs * 3; run++) {
          ours.push(await startOf(stand, away));
          bare.push(await startOf(inkStand, bareInk));
        }
      }),
    );
    yield {
      what: `start to content without a server, ${ROOMS} rooms and ${MESSAGES.toLocaleString('en')} messages kept`,
      unit: 'ms',
      cells: [
        {name: away.name, kind: away.kind, figures: ours},
        {name: bareInk.name, kind: bareInk.kind, figures: bare},
      ],
      wanted: [{atMost: 2.5, times: bareInk.name}],
    };
  },
};
