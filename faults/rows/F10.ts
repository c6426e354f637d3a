/** F10: one of many clients stops reading. */
import {openKernelQueues} from '../machine/kernelQueues.ts';
import {watchMemory} from '../machine/memory.ts';
import {openRaw, type RawClient} from '../people/raw.ts';
import {startReader} from '../people/reader.ts';
import type {Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {openStand, type Stand} from '../stand.ts';
import {quantile, untilTrue, within} from '../waiting.ts';

const MEMORY_BYTES_MAX = 50 * 1024 ** 2;
const DROPPED_MS_MAX = 5_000;
/** What the server may keep for one reader. */
const CAP_BYTES = 1024 ** 2;
/** What a message consists of: in the short form few long ones, so that the reader is dropped before its silence ends it. */
const NARROW = '.'.repeat(980);
const WIDE = '漢'.repeat(2_000);
const DROP_SEEN_MS_MAX = 120_000;
/** The kernel takes milliseconds to write its table down, which those who are measured would wait as well. */
const LOOK_EVERY_MS = 200;
/** Quarters of the load on top of it. */
const MORE_MAX = 12;
const IN_FLIGHT = 10;
/** Calm and not in turns, so that a machine that becomes busier or less so says nothing. */
const ROUNDS = 5;
const RATIO_MAX = 1.2;

export const F10: Row = {
  name: 'F10',
  fault: 'slow reader',
  injection: 'SIGSTOP one of 50 clients while 20,000 messages pass, in five rounds with as many in calm before each',
  wanted:
    'server grows ≤ 50 MiB; the socket is dropped ≤ 5 s after the cap; p99 of the others ≤ 1.2 × calm ' +
    '(median of the rounds); nothing missing after SIGCONT',
  needs: ['linux'],
  runs: {full: 20_000, short: 800},
  async run(job) {
    const people = job.isShort ? 5 : 50;
    const stand = await openStand(job, {shape: {people, rooms: 1, directs: 0}, clients: 1});
    const roomId = stand.seeded.roomIds[1]!;
    const raws = await Promise.all(stand.seeded.people.slice(2).map(({token}) => openRaw(stand.server().url, token)));
    job.onClose(() => raws.forEach(raw => raw.close()));
    const [writer, watched] = raws as [RawClient, RawClient];
    const blast = (messages: number) =>
      send(stand, {roomId, messages, writer, watched, filling: job.isShort ? WIDE : NARROW});
    const rounds = job.isShort ? 1 : ROUNDS;
    // As much as in one round: what the server needs for the work itself is there before the reader is stopped.
    await blast(job.runs / rounds);
    const reader = await startReader(job, stand, {roomId});
    const memory = watchMemory(stand.server().pid);
    const violations: string[] = [];
    const worst = {droppedMs: 0, calmMs: 0, loadedMs: 0, ratios: [] as number[]};
    for (let round = 0; round < rounds; round++) {
      const calmMs = quantile(await blast(job.runs / (job.isShort ? 20 : rounds)), 0.99);
      process.kill(reader.pid, 'SIGSTOP');
      let isDropped = false;
      // On a machine that is very slow the reader's silence ends it before there is too much for it.
      const isOver = () => tooSlow(stand) > round || (job.isShort && isGone(stand));
      const dropping = watchDrop(stand, {pid: reader.pid, watched, isOver}).finally(() => (isDropped = true));
      const loaded = await blast(job.runs / rounds);
      // How much the kernel takes by itself for a reader who does not read is not the same everywhere.
      for (let more = 0; !isDropped && more < MORE_MAX; more++) loaded.push(...(await blast(job.runs / rounds / 4)));
      const loadedMs = quantile(loaded, 0.99);
      const droppedMs = await dropping;
      process.kill(reader.pid, 'SIGCONT');
      if (Number.isNaN(droppedMs)) violations.push('the slow reader was not dropped');
      if (droppedMs > DROPPED_MS_MAX)
        violations.push(...job.late(`the slow reader was dropped ${droppedMs} ms after the cap`));
      const last = stand.stored().find(room => room.roomId === roomId)?.lastSeq ?? 0;
      await within(reader.seen(last), job.patienceMs(30_000), 'the reader did not catch up').catch((error: Error) =>
        violations.push(error.message),
      );
      worst.droppedMs = Math.max(worst.droppedMs, droppedMs);
      worst.calmMs = Math.max(worst.calmMs, calmMs);
      worst.loadedMs = Math.max(worst.loadedMs, loadedMs);
      worst.ratios.push(loadedMs / calmMs);
      job.note(`${round + 1} rounds`);
    }
    const grown = memory.stop();
    if (grown > MEMORY_BYTES_MAX) violations.push(`the server grew by ${Math.round(grown / 1024 ** 2)} MiB`);
    const ratio = quantile(worst.ratios, 0.5);
    if (ratio > RATIO_MAX) violations.push(...job.late(`p99 became ${ratio.toFixed(2)} times as long`));
    violations.push(...(await stand.judge({inStepMs: 15_000})).violations);
    const figure =
      `grew ${Math.round(grown / 1024 ** 2)} MiB; dropped ≤ ${Math.round(worst.droppedMs)} ms after the cap; ` +
      `p99 × ${ratio.toFixed(2)} (at most ${worst.calmMs.toFixed(0)} and ${worst.loadedMs.toFixed(0)} ms)`;
    return {figure, violations};
  },
};

const tooSlow = (stand: Stand): number => stand.server().output().split('"code":"too-slow"').length - 1;

const isGone = (stand: Stand): boolean => {
  const lines = stand.server().output().split('\n');
  return lines.some(line => line.includes('"login ended"') && line.includes(`"${stand.seeded.people[1]!.name}"`));
};

/** Resolves with how long the server kept more than the cap for it; what the kernel holds is not the server's. */
async function watchDrop(
  stand: Stand,
  {pid, watched, isOver}: {pid: number; watched: RawClient; isOver: () => boolean},
): Promise<number> {
  const kernelBytes = openKernelQueues(pid, stand.server().port);
  let sentBytes = 0;
  const count = (name: string, payload: unknown) =>
    name === 'entriesAppended' && void (sentBytes += JSON.stringify(payload).length);
  watched.socket.onAny(count);
  let cappedAtMs = Number.POSITIVE_INFINITY;
  const isDropped = await untilTrue(
    () => {
      if (sentBytes - kernelBytes() > CAP_BYTES) cappedAtMs = Math.min(cappedAtMs, performance.now());
      return isOver();
    },
    DROP_SEEN_MS_MAX,
    LOOK_EVERY_MS,
  );
  watched.socket.offAny(count);
  return isDropped ? Math.max(0, performance.now() - cappedAtMs) : Number.NaN;
}

interface Blast {
  roomId: number;
  messages: number;
  writer: RawClient;
  watched: RawClient;
  filling: string;
}

/** Returns how long each message took to reach one of the others. */
async function send(stand: Stand, {roomId, messages, writer, watched, filling}: Blast): Promise<number[]> {
  const sender = stand.seeded.people[2]!.name;
  const startedMs = new Map<string, number>();
  const waits: number[] = [];
  watched.socket.off('entriesAppended');
  watched.onEntries(({entries}) => {
    for (const {id} of entries) {
      const started = startedMs.get(id);
      if (started !== undefined) waits.push(performance.now() - started);
    }
  });
  const sendSome = async () => {
    while (startedMs.size < messages) {
      const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text: `${newId()}${filling}`};
      stand.ledger.attempts.push({...message, sender});
      startedMs.set(message.clientMsgId, performance.now());
      const answer = await writer.ask('messageSend', message);
      if (answer.ok) stand.ledger.acknowledgements.push({...message, sender, seq: answer.data.seq});
    }
  };
  await Promise.all(Array.from({length: IN_FLIGHT}, sendSome));
  await untilTrue(() => waits.length >= messages, 10_000);
  return waits;
}
