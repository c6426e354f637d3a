/** A process with the real client that reports how far it shows one room. */
import {join} from 'node:path';
import {openClient} from '../../src/client/client.ts';
import {FAST_BACKOFF} from '../people/person.ts';
import {newId} from '../../src/cli/shell.ts';

interface Task {
  url: string;
  token: string;
  folder: string;
  roomId: number;
}

const {url, token, folder, roomId} = JSON.parse(process.argv[2] ?? '') as Task;
const client = openClient({
  serverUrl: url,
  token,
  dataDir: folder,
  downloadsDir: join(folder, 'downloads'),
  deviceName: 'reader',
  backoff: FAST_BACKOFF,
  now: Date.now,
  newId,
});
let told = -1;
let hasEntered = false;
client.subscribe(() => {
  const {roomById, connection} = client.getState();
  if (connection.status === 'online' && !hasEntered) {
    hasEntered = true;
    client.dispatch({type: 'roomEntered', roomId});
  }
  const room = roomById[roomId];
  const seq = room?.entries.at(-1)?.seq ?? 0;
  if (room?.isLoaded !== true || seq === told) return;
  told = seq;
  process.send?.(seq);
});
/** On any word from the parent: reads backwards to the beginning, or so many pages. */
process.on('message', pages => {
  void (async () => {
    for (let page = 0; page < Number(pages); page++) await client.parts.sync.loadOlder(roomId);
    process.send?.('read');
  })();
});
process.on('disconnect', () => process.exit(0));
