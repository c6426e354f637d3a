/** A program of its own that changes the keys of a conversation and says something in it; ended at a fault point. */
import {newId} from '../../../src/cli/shell.ts';
import {sendAndWait} from '../../../src/client/actions/messages/message.ts';
import {openClient} from '../../../src/client/client.ts';
import {untilStatus} from '../../../src/client/log/waiting.ts';
import {armFaultPoint} from '../../../src/shared/machine/faultPoint.ts';

const [serverUrl = '', token = '', dataDir = '', storeKey = '', roomId = '', fault = '', text = ''] =
  process.argv.slice(2);
const client = openClient({
  serverUrl,
  token,
  dataDir,
  downloadsDir: dataDir,
  deviceName: 'changer',
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
const {conversations} = await client.parts.keys.session();
const one = await conversations.refresh(Number(roomId));
armFaultPoint(`${fault}:1`, () => process.kill(process.pid, 'SIGKILL'));
await conversations.renew(Number(roomId), one?.epochs.at(-1)?.statement.members.map(({name}) => name) ?? []);
await sendAndWait(client, Number(roomId), {text});
