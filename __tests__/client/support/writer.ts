/**
 * A program of its own that logs in and writes messages, saying each on standard output once it is on disk; made to be killed.
 */
import {newId} from '../../../src/cli/shell.ts';
import {sendText} from '../../../src/client/actions/messages/message.ts';
import {openClient} from '../../../src/client/client.ts';
import {untilStatus} from '../../../src/client/log/waiting.ts';

const [serverUrl = '', token = '', dataDir = '', count = '0'] = process.argv.slice(2);
const client = openClient({
  serverUrl,
  token,
  dataDir,
  downloadsDir: dataDir,
  deviceName: 'writer',
  now: () => Date.now(),
  newId,
});
await untilStatus(client, 'online');
for (let number = 1; number <= Number(count); number++) {
  await sendText(client, 1, `message ${number}`);
  process.stdout.write(`message ${number}\n`);
}
