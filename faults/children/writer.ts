/**
 * A process of its own with the real client: writes and fetches as it is told, and tells what became of it, until it is killed.
 */
import {join} from 'node:path';
import {findFile} from '../../src/client/actions/transfer.ts';
import {openClient} from '../../src/client/client.ts';
import {armFaultPoint} from '../../src/shared/machine/faultPoint.ts';
import {FAST_BACKOFF} from '../person.ts';
import {newId} from '../../src/cli/newId.ts';
import type {WriterOrder, WriterReport, WriterTask} from '../writer.ts';

const {url, token, folder, fault} = JSON.parse(process.argv[2] ?? '') as WriterTask;
armFaultPoint(fault, () => process.kill(process.pid, 'SIGKILL'));
const client = openClient({
  serverUrl: url,
  token,
  dataDir: folder,
  downloadsDir: join(folder, 'downloads'),
  deviceName: 'writer',
  backoff: FAST_BACKOFF,
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
  const isFetching = Object.values(transferById).some(one => one.direction === 'down' && one.status !== 'done');
  const isIdleNow = isOnline && !isWaiting && !isFetching;
  if (isIdleNow !== isIdle) tell({kind: isIdleNow ? 'idle' : 'busy'});
  isIdle = isIdleNow;
});

async function write({roomId, text}: Extract<WriterOrder, {kind: 'write'}>): Promise<void> {
  const {clientMsgId} = await client.parts.outgoing.write(roomId, {kind: 'message', text});
  tell({kind: 'kept', text});
  await client.parts.outgoing.settled(clientMsgId);
  tell({kind: 'sent', text});
}

async function fetchFile({roomId, name}: Extract<WriterOrder, {kind: 'fetch'}>): Promise<void> {
  const file = await findFile(client, roomId, name);
  await client.parts.transfers.finished(await client.parts.transfers.fetch(file));
  tell({kind: 'taken', name});
}

process.on('message', (order: WriterOrder) => {
  void (order.kind === 'write' ? write(order) : fetchFile(order));
});
process.on('disconnect', () => process.exit(0));
