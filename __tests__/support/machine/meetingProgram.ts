/**
 * A machine that meets another one: prints where it is found, reads where the other one is, and prints how the meeting ended.
 * Arguments: address of the server, whether it asks, and how often.
 */
import {createInterface} from 'node:readline';
import {openLinkListener} from '../../../src/client/peer/link.ts';
import {createPortSearches} from '../../../src/client/peer/portSearch.ts';

const [serverUrl = '', side = '', times = '1'] = process.argv.slice(2);
const psk = Buffer.alloc(32, 7);
const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();
const say = (what: object) => void process.stdout.write(`${JSON.stringify(what)}\n`);

for (let round = 0; round < Number(times); round++) {
  const listener = await openLinkListener({hasLoopback: false, server: {serverUrl}, searches: createPortSearches()});
  say({found: listener.found});
  const {value} = await lines.next();
  const other = JSON.parse(String(value)) as typeof listener.found;
  const beganMs = performance.now();
  const link = await listener
    .connect({
      sessionId: `round-${round}`,
      psk,
      ...other,
      // As the server would say it.
      seenAt: other.candidates[other.dialsFrom ?? -1]?.address,
      isAsker: side === 'asker',
    })
    .catch(() => undefined);
  say({met: link !== undefined, ms: Math.round(performance.now() - beganMs)});
  // Both have it before it goes.
  await lines.next();
  link?.socket.destroy();
  listener.close();
}
process.exit(0);
