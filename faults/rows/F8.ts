/** F8: connections are reset repeatedly, at any byte. */
import type {Row} from '../row.ts';
import {openStand} from '../stand.ts';
import {untilTrue} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const MESSAGES_PER_CUT = 10;
const BYTES_MAX = 20_000;

export const F8: Row = {
  name: 'F8',
  fault: 'connections are cut',
  injection: 'proxy resets each connection after a random number of bytes, either way, over 10,000 messages',
  wanted: '0 bad',
  runs: {full: 1_000, short: 12},
  async run(job) {
    const stand = await openStand(job);
    stand.proxy.setCuts(() => {
      const direction = job.random() < 0.5 ? 'up' : 'down';
      // Most get as far as to write; some do not get through the handshake.
      const bytes = Math.floor(job.random() ** 2 * BYTES_MAX);
      return {direction, bytes, ending: 'reset'};
    });
    stand.proxy.resetAll();
    const cutsBefore = stand.proxy.cutCount();
    const cuts = () => stand.proxy.cutCount() - cutsBefore;
    const messages = job.runs * MESSAGES_PER_CUT;
    const work = startWorkload(job, stand, {perSecond: job.isShort ? 250 : 100});
    await work.until(messages);
    await untilTrue(() => (job.note(`${cuts()} cuts, ${work.count()} messages`), cuts() >= job.runs), 600_000);
    await work.stop();
    stand.proxy.setCuts(undefined);
    stand.proxy.resetAll();
    const {violations, inStepMs} = await stand.judge({inStepMs: 15_000});
    return {
      figure: `${violations.length} bad of ${work.count()}; ${cuts()} cuts; in step ${(inStepMs / 1_000).toFixed(1)} s`,
      violations,
      runs: cuts(),
    };
  },
};
