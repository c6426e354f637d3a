/**
 * Workload W: people write numbered messages into rooms and conversations at a steady rate, answer them, edit, delete, react to
 * and pin messages, and set topics, whatever happens to the server.
 */
import type {Job} from './row.ts';
import {newId} from '../src/cli/shell.ts';
import type {Written} from '../src/client/sending/outgoing.ts';
import type {Stand} from './stand.ts';
import {nextTurn, pause} from './waiting.ts';

export interface WorkloadOptions {
  /** In all, over all writers. */
  perSecond: number;
  /** The last people of the stand only read. */
  readers?: number;
  /** How much of it is something done to what was said. */
  deeds?: number;
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
  const {perSecond, readers = Math.floor(stand.people.length / 3), textLength = 0, deeds = 0.35} = options;
  const writers = stand.people.slice(0, Math.max(1, stand.people.length - readers));
  const waiting: {count: number; resolve(): void}[] = [];
  const choose = openChoosing(job, stand, deeds);
  let count = 0;
  let isStopped = false;

  const writeOne = () => {
    const writer = writers[Math.floor(random() * writers.length)]!;
    const roomIds = stand.roomsOf(writer.name);
    const roomId = roomIds[Math.floor(random() * roomIds.length)]!;
    count++;
    for (const one of waiting.filter(it => it.count <= count)) one.resolve();
    const isOwner = writer.name === stand.seeded.people[0]?.name;
    if (isOwner && stand.seeded.roomIds.includes(roomId) && random() < TOPIC_SHARE)
      return writer.setTopic(roomId, `topic ${count} ${newId()}`);
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

/** Of one person in a minute; the server takes twice as many. */
const EDITS_MAX = 60;
const REACTIONS_MAX = 120;
const PINNED_MAX = 30;
const MINUTE_MS = 60_000;
const TOPIC_SHARE = 0.05;
const EMOJI = ['🎉', '👍', '👀'];
/** Newest ones of a room among which somebody chooses. */
const NEAR = 30;
/** So many messages of a room are never pinned at once. */
const PINS_MAX = 20;

/** The next change to acknowledged entries, each kind in turn. */
function openChoosing({random}: Job, {ledger, seeded}: Stand, share: number) {
  let [spent, sinceMs] = [new Map<string, number>(), performance.now()];
  const spend = (what: string, max: number): boolean => {
    if (performance.now() - sinceMs > MINUTE_MS) [spent, sinceMs] = [new Map(), performance.now()];
    const count = spent.get(what) ?? 0;
    spent.set(what, count + 1);
    return count < max;
  };
  const deleted = new Set<string>();
  const liked = new Set<string>();
  const pinned = new Set<string>();
  const owner = seeded.people[0]?.name;
  const said = new Map<number, {sender: string; seq: number}[]>();
  const deedIds = new Set<string>();
  let [tried, looked] = [0, 0];
  const near = (roomId: number) => {
    for (; tried < ledger.attempts.length; tried++) {
      const {deed, clientMsgId} = ledger.attempts[tried]!;
      if (deed !== undefined) deedIds.add(clientMsgId);
    }
    for (; looked < ledger.acknowledgements.length; looked++) {
      const {sender, roomId: at, seq, clientMsgId} = ledger.acknowledgements[looked]!;
      if (!deedIds.has(clientMsgId)) said.set(at, [...(said.get(at) ?? []), {sender, seq}].slice(-NEAR));
    }
    return (said.get(roomId) ?? []).filter(({seq}) => !deleted.has(`${roomId} ${seq}`));
  };
  const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];

  return (name: string, roomId: number, count: number): Partial<Written> => {
    if (random() > share) return random() < 0.1 ? {kind: 'action'} : {};
    const all = near(roomId);
    const any = oneOf(all);
    const own = oneOf(all.filter(({sender}) => sender === name));
    if (any === undefined) return {};
    const key = `${roomId} ${any.seq}`;
    const what = random();
    if (what < 0.1) return {about: {replyTo: any.seq}};
    if (what < 0.2) return {about: {threadOf: any.seq}};
    if (what < 0.55 && own !== undefined) {
      if (!spend(`${name} edits`, EDITS_MAX)) return {};
      return {text: `edited ${count} ${newId()}`, messageAction: {kind: 'edit', seq: own.seq}};
    }
    if (what < 0.7 && own !== undefined) {
      deleted.add(`${roomId} ${own.seq}`);
      return {text: '', messageAction: {kind: 'delete', seq: own.seq}};
    }
    const isPinned = pinned.has(key);
    const mayPin = name === owner && seeded.roomIds.includes(roomId) && (isPinned || pinned.size < PINS_MAX);
    if (what < 0.85 && mayPin && spend(`${name} pins`, PINNED_MAX)) {
      if (isPinned) pinned.delete(key);
      else pinned.add(key);
      return {text: '', messageAction: {kind: 'pin', seq: any.seq, isOn: !isPinned}};
    }
    if (!spend(`${name} reacts`, REACTIONS_MAX)) return {};
    const emoji = oneOf(EMOJI) ?? '🎉';
    const mine = `${name} ${key} ${emoji}`;
    const isOn = !liked.has(mine);
    if (isOn) liked.add(mine);
    else liked.delete(mine);
    return {text: '', messageAction: {kind: 'react', seq: any.seq, emoji, isOn}};
  };
}
