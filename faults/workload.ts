/**
 * Workload W: people write numbered messages into rooms and conversations at a steady rate, answer them, and edit, delete, react to
 * and pin what stands there, whatever happens to the server.
 */
import type {Job} from './row.ts';
import {newId} from '../src/cli/newId.ts';
import type {Written} from '../src/client/sending/outgoing.ts';
import type {Stand} from './stand.ts';
import {nextTurn, pause} from './waiting.ts';

export interface WorkloadOptions {
  /** In all, over all writers. */
  perSecond: number;
  /** The last people of the stand only read. */
  readers?: number;
  /** Characters of a text, at least. */
  textLength?: number;
}

export interface Workload {
  /** Messages written so far. */
  count(): number;
  /** Resolves when so many were written. */
  until(count: number): Promise<void>;
  stop(): Promise<void>;
}

export function startWorkload(job: Job, stand: Stand, options: WorkloadOptions): Workload {
  const {random} = job;
  const {perSecond, readers = Math.floor(stand.people.length / 3), textLength = 0} = options;
  const writers = stand.people.slice(0, Math.max(1, stand.people.length - readers));
  const waiting: {count: number; resolve(): void}[] = [];
  const choose = openChoosing(job, stand);
  let count = 0;
  let isStopped = false;

  const writeOne = () => {
    const writer = writers[Math.floor(random() * writers.length)]!;
    const roomIds = stand.roomsOf(writer.name);
    const roomId = roomIds[Math.floor(random() * roomIds.length)]!;
    count++;
    for (const one of waiting.filter(it => it.count <= count)) one.resolve();
    const {text = `message ${count} ${newId()}`.padEnd(textLength, '.'), ...how} = choose(writer.name, roomId, count);
    return writer.write(roomId, text, how);
  };
  const run = async () => {
    const startedMs = performance.now();
    while (!isStopped) {
      const due = Math.floor(((performance.now() - startedMs) / 1_000) * perSecond) + 1;
      for (; count < due && !isStopped; await nextTurn()) await writeOne();
      await pause(Math.max(1, 1_000 / perSecond));
    }
  };
  const running = run();
  const workload: Workload = {
    count: () => count,
    until: wanted =>
      new Promise(resolve => {
        if (count >= wanted) return resolve();
        waiting.push({count: wanted, resolve});
      }),
    async stop() {
      isStopped = true;
      await running;
    },
  };
  job.onClose(() => workload.stop());
  return workload;
}

/** What is done instead of saying one thing more, at most so often by one person: the server takes no more edits in a minute. */
const DEED_MS = 1_200;
const DEEDS_SHARE = 0.35;
const EMOJI = ['🎉', '👍', '👀'];
/** Newest ones of a room among which somebody chooses. */
const NEAR = 30;
/** So many messages of a room are never pinned at once. */
const PINS_MAX = 20;

/** What it is that a person does next: to what was acknowledged, each thing in turn. */
function openChoosing({random}: Job, {ledger, seeded}: Stand) {
  const doneAtMs = new Map<string, number>();
  const deleted = new Set<string>();
  const liked = new Set<string>();
  const pinned = new Set<string>();
  const owner = seeded.people[0]?.name;
  const said = new Map<number, {sender: string; seq: number}[]>();
  const deeds = new Set<string>();
  let [tried, looked] = [0, 0];
  const near = (roomId: number) => {
    for (; tried < ledger.attempts.length; tried++) {
      const {deed, clientMsgId} = ledger.attempts[tried]!;
      if (deed !== undefined) deeds.add(clientMsgId);
    }
    for (; looked < ledger.acknowledgements.length; looked++) {
      const {sender, roomId: at, seq, clientMsgId} = ledger.acknowledgements[looked]!;
      if (!deeds.has(clientMsgId)) said.set(at, [...(said.get(at) ?? []), {sender, seq}].slice(-NEAR));
    }
    return (said.get(roomId) ?? []).filter(({seq}) => !deleted.has(`${roomId} ${seq}`));
  };
  const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];

  return (name: string, roomId: number, count: number): Partial<Written> => {
    const isEarly = performance.now() - (doneAtMs.get(name) ?? -DEED_MS) < DEED_MS;
    if (isEarly || random() > DEEDS_SHARE) return random() < 0.1 ? {kind: 'action'} : {};
    const all = near(roomId);
    const any = oneOf(all);
    const own = oneOf(all.filter(({sender}) => sender === name));
    if (any === undefined) return {};
    doneAtMs.set(name, performance.now());
    const key = `${roomId} ${any.seq}`;
    const what = random();
    if (what < 0.15) return {about: {replyTo: any.seq}};
    if (what < 0.3) return {about: {threadOf: any.seq}};
    if (what < 0.6 && own !== undefined)
      return {text: `edited ${count} ${newId()}`, deed: {kind: 'edit', seq: own.seq}};
    if (what < 0.7 && own !== undefined) {
      deleted.add(`${roomId} ${own.seq}`);
      return {text: '', deed: {kind: 'delete', seq: own.seq}};
    }
    const isPinned = pinned.has(key);
    if (what < 0.8 && name === owner && seeded.roomIds.includes(roomId) && (isPinned || pinned.size < PINS_MAX)) {
      if (isPinned) pinned.delete(key);
      else pinned.add(key);
      return {text: '', deed: {kind: 'pin', seq: any.seq, isOn: !isPinned}};
    }
    const emoji = oneOf(EMOJI) ?? '🎉';
    const mine = `${name} ${key} ${emoji}`;
    const isOn = !liked.has(mine);
    if (isOn) liked.add(mine);
    else liked.delete(mine);
    return {text: '', deed: {kind: 'react', seq: any.seq, emoji, isOn}};
  };
}
