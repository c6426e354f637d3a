/** F9: a bad link: far away, standing still now and then, and hardly any bytes. */
import type {Row} from '../row.ts';
import {openStand} from '../stand.ts';
import {startWorkload} from '../workload.ts';
import {pause, quantile} from '../waiting.ts';

const ECHO_MS_MAX = 50;

export const F9: Row = {
  name: 'F9',
  fault: 'bad link',
  injection: 'proxy: 2 s round trip, 1 % of chunks stand 5 s, then 1 KiB/s each way',
  wanted: '0 bad; what is written is shown in p99 ≤ 50 ms',
  runs: {full: 600, short: 20},
  async run(job) {
    const stand = await openStand(job);
    const scale = job.isShort ? 0.1 : 1;
    const slow = {delayMs: 1_000 * scale, stallShare: 0.01, stallMs: 5_000 * scale};
    const waits: number[] = [];
    const phases = [slow, {...slow, bytesPerSecond: job.isShort ? 8_192 : 1_024}];
    for (const weather of phases) {
      stand.proxy.setWeather('up', weather);
      stand.proxy.setWeather('down', weather);
      // Of what is written, half goes out in this weather.
      const work = startWorkload(job, stand, {perSecond: 20 / scale / 4});
      const stop = measureEcho(stand, waits);
      await work.until(job.runs / phases.length);
      await work.stop();
      stop();
      await pause(500 * scale);
      job.note(`${stand.ledger.attempts.length} messages`);
    }
    stand.proxy.heal();
    const {violations, inStepMs} = await stand.judge({inStepMs: 30_000});
    const p99 = quantile(waits, 0.99);
    // In the short form other rows run in this process: its waits are not the client's.
    if (!job.isShort && !(p99 <= ECHO_MS_MAX))
      violations.push(`what is written is shown only after ${p99.toFixed(1)} ms (p99)`);
    const figure = `${violations.length} bad of ${stand.ledger.attempts.length}; shown p99 ${p99.toFixed(1)} ms; in step ${(inStepMs / 1_000).toFixed(1)} s`;
    return {figure, violations, runs: stand.ledger.attempts.length};
  },
};

type StandOf = Awaited<ReturnType<typeof openStand>>;

/** From the moment of writing to the moment it is in the state that the screen draws. */
function measureEcho(stand: StandOf, waits: number[]): () => void {
  const stops = stand.people.map(person =>
    person.client.addPart({
      onChange(change) {
        if (change.type === 'messageWritten') waits.push(Date.now() - change.message.writtenAtMs);
      },
    }),
  );
  return () => stops.forEach(stop => stop());
}
