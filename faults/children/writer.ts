/** A process with the real client that writes and fetches on command and reports the results, until it is killed. */
import {basename, join} from 'node:path';
import {findFiles, sendFiles} from '../../src/client/actions/transfer.ts';
import {openClient} from '../../src/client/client.ts';
import {armFaultPoint} from '../../src/shared/machine/faultPoint.ts';
import {FAST_WAITS} from '../directPair.ts';
import {FAST_BACKOFF} from '../people/person.ts';
import {newId} from '../../src/cli/shell.ts';
import {pause} from '../waiting.ts';
import type {WriterOrder, WriterReport, WriterTask} from '../people/writer.ts';

const {url, token, folder, fault, trusts, bytesPerSecondMax} = JSON.parse(process.argv[2] ?? '') as WriterTask;
armFaultPoint(fault, () => process.kill(process.pid, 'SIGKILL'));
const client = openClient({
  serverUrl: url,
  token,
  dataDir: folder,
  downloadsDir: join(folder, 'downloads'),
  deviceName: 'writer',
  backoff: FAST_BACKOFF,
  // Nobody is there to be asked for an address.
  route: trusts === undefined ? 'relay' : 'auto',
  directWaits: FAST_WAITS,
  bytesPerSecondMax,
  now: Date.now,
  newId,
});
const tell = (report: WriterReport) => process.send?.(report);
let isOnline = false;
let isIdle = false;

client.subscribe(() => {
  const {connection, roomById, transferById} = client.getState();
  if (connection.status === 'online' && !isOnline) tell({kind: 'online'});
  isOnline = connection.status === 'online';
  const isWaiting = Object.values(roomById).some(room => room.pending.length > 0);
  const isCarrying = Object.values(transferById).some(one => one.status !== 'done' && one.status !== 'offered');
  const isIdleNow = isOnline && !isWaiting && !isCarrying;
  if (isIdleNow !== isIdle) tell({kind: isIdleNow ? 'idle' : 'busy'});
  isIdle = isIdleNow;
});

async function write({roomId, text}: Extract<WriterOrder, {kind: 'write'}>): Promise<void> {
  const {clientMsgId} = await client.parts.outgoing.write(roomId, {kind: 'message', text});
  tell({kind: 'kept', text});
  await client.parts.outgoing.settled(clientMsgId);
  tell({kind: 'sent', text});
}

async function sendFile({roomId, path}: Extract<WriterOrder, {kind: 'send'}>): Promise<void> {
  if (trusts !== undefined) await client.permissions.change(trusts, {direct: 'always'});
  await sendFiles(client, {paths: [path], roomId});
  tell({kind: 'begun', name: basename(path)});
}

/** It may not be offered yet. */
async function until<T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look();
    if (isThere(found)) return found;
    await pause(50);
  }
}

async function fetchFile({roomId, name}: Extract<WriterOrder, {kind: 'fetch'}>): Promise<void> {
  if (trusts !== undefined) await client.permissions.change(trusts, {direct: 'always'});
  const [file] = await until(
    () => findFiles(client, roomId, [name]),
    ([found]) => found !== undefined,
  );
  if (file === undefined) return;
  const transferId = await client.parts.transfers.fetch(file);
  tell({kind: 'begun', name});
  const routes: string[] = [];
  const stop = client.subscribe(() => {
    const route = client.getState().transferById[transferId]?.route;
    if (route !== undefined && route !== routes.at(-1)) routes.push(route);
  });
  await client.parts.transfers.finished(transferId);
  stop();
  tell({kind: 'taken', name, routes});
}

process.on('message', (order: WriterOrder) => {
  if (order.kind === 'write') void write(order);
  else void (order.kind === 'send' ? sendFile(order) : fetchFile(order));
});
process.on('disconnect', () => process.exit(0));
