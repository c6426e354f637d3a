/** F11: everybody comes back at once. */
import {openRaw, Refused, type RawClient} from '../raw.ts';
import type {Row} from '../row.ts';
import {newId} from '../seed.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause, quantile} from '../waiting.ts';

const BACK_MS_MAX = 60_000;
const MESSAGE_MS_MAX = 2_000;

export const F11: Row = {
  name: 'F11',
  fault: 'reconnect storm',
  injection: '2,000 plain clients, kill -9, restart; all connect again at once',
  wanted: 'all back ≤ 60 s; message p99 ≤ 2 s meanwhile; 0 bad',
  runs: {full: 2_000, short: 60},
  async run(job) {
    const stand = await openStand(job, {shape: {people: job.runs + 2, rooms: 1, directs: 0}, clients: 2});
    const crowd = stand.seeded.people.slice(2);
    const before = await Promise.all(crowd.map(({token}) => openRaw(stand.proxy.url, token)));
    job.note(`${before.length} are there`);
    await stand.server().kill();
    await stand.restart();
    const startedMs = performance.now();
    const state = {refusals: 0, isOver: false};
    const backs: number[] = [];
    const returning = crowd.map(async ({token}) => {
      const raw = await comeBack(stand, token, {job, state, startedMs});
      backs.push(performance.now() - startedMs);
      return raw;
    });
    const waits = measureMessages(stand, state);
    const after = await Promise.all(returning);
    state.isOver = true;
    job.onClose(() => after.forEach(raw => raw?.close()));
    const missing = after.filter(raw => raw === undefined).length;
    const violations = missing > 0 ? [`${missing} are not back after 60 s`] : [];
    const p99 = quantile(await waits, 0.99);
    if (!(p99 <= MESSAGE_MS_MAX)) violations.push(`messages took ${Math.round(p99)} ms (p99) meanwhile`);
    violations.push(...(await stand.judge({inStepMs: 15_000})).violations);
    const figure = `${violations.length} bad; all back in ${(Math.max(...backs) / 1_000).toFixed(1)} s; ${state.refusals} told to wait; message p99 ${Math.round(p99)} ms`;
    return {figure, violations};
  },
};

interface Storm {
  job: {random: () => number};
  state: {refusals: number};
  startedMs: number;
}

/** Tries as a plain client would: waits as long as the server asks for, else half a second or so. */
async function comeBack(stand: Stand, token: string, {job, state, startedMs}: Storm): Promise<RawClient | undefined> {
  while (performance.now() - startedMs < BACK_MS_MAX) {
    try {
      return await openRaw(stand.proxy.url, token);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      state.refusals++;
      const asked = Number(error.detail) * 1_000;
      await pause((Number.isFinite(asked) && asked > 0 ? asked : 500) * (1 + job.random()));
    }
  }
  return undefined;
}

/** One who was back first writes, ten times a second; how long each acknowledgement took. */
async function measureMessages(stand: Stand, state: {isOver: boolean}): Promise<number[]> {
  const {ledger, seeded} = stand;
  const {name, token} = seeded.people[0]!;
  const writer = await openRaw(stand.server().url, token);
  const waits: number[] = [];
  while (!state.isOver || waits.length < 10) {
    const message = {roomId: seeded.roomIds[1]!, clientMsgId: newId(), kind: 'message' as const, text: newId()};
    ledger.attempts.push({...message, sender: name});
    const sentMs = performance.now();
    const answer = await writer.ask('messageSend', message);
    waits.push(performance.now() - sentMs);
    if (answer.ok) ledger.acknowledgements.push({...message, sender: name, seq: answer.data.seq});
    await pause(100);
  }
  writer.close();
  return waits;
}
