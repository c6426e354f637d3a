/** A program of its own that fetches a file of an encrypted conversation; ended at a fault point. */
import {join} from 'node:path';
import {newId} from '../../../src/cli/shell.ts';
import {getFile, transferFinished} from '../../../src/client/actions/transfer.ts';
import {openClient} from '../../../src/client/client.ts';
import {untilStatus} from '../../../src/client/log/waiting.ts';
import {armFaultPoint} from '../../../src/shared/machine/faultPoint.ts';

const [serverUrl = '', token = '', dataDir = '', storeKey = '', roomId = '', fault = '', wanted = ''] =
  process.argv.slice(2);
const client = openClient({
  serverUrl,
  token,
  dataDir,
  downloadsDir: join(dataDir, 'downloads'),
  deviceName: 'fetcher',
  now: () => Date.now(),
  newId,
  secretPlace: () => ({
    label: 'an argument',
    load: async () => storeKey,
    save: async () => undefined,
    remove: async () => undefined,
  }),
});
await untilStatus(client, 'online');
await client.parts.keys.session();
armFaultPoint(`${fault}:1`, () => process.kill(process.pid, 'SIGKILL'));
await transferFinished(client, await getFile(client, {roomId: Number(roomId), wanted}));
