/** An attack: what a separate process does to the server for a while, and what it counts. */
import {setPriority} from 'node:os';
import {closeRawLines} from '../../__tests__/support/hostile/hostileWire.ts';
import type {Attempt} from '../../__tests__/support/machine/ledger.ts';
import {pause, untilTrue} from '../waiting.ts';

export interface AttackTask {
  /** Names in the list of attacks. */
  attacks: readonly string[];
  url: string;
  /** Whom the attackers have accounts of. */
  people: readonly {name: string; token: string}[];
  /** Of everybody who has one. */
  password: string;
  /** A room that everybody is in. */
  roomId: number;
  owner: string;
  victim: string;
  /** 1 for the long form, less for the short one. */
  share: number;
}

export interface Scene extends AttackTask {
  isOver(): boolean;
  count(what: string, by?: number): void;
  /** Keeps the highest. */
  peak(what: string, value: number): void;
  wrote(attempt: Attempt): void;
}

/** Goes on until the scene is over; what the server refuses is no error. */
export type Attack = (scene: Scene) => Promise<void>;

/** What the parent hears when an attack has ended. */
export interface AttackReport {
  figures: Record<string, number>;
  attempts: Attempt[];
}

const LOOK_EVERY_MS = 50;
const AT_ONCE_MAX = 500;
const BEGIN_MS_MAX = 20_000;

/** Starts `work` so many times a second, also while earlier ones still run. */
export async function atRate(
  scene: Scene,
  perSecond: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  const running = new Set<Promise<unknown>>();
  const startedMs = performance.now();
  for (let index = 0; !scene.isOver();) {
    const due = ((performance.now() - startedMs) / 1_000) * perSecond;
    for (; index < due && running.size < AT_ONCE_MAX; index++) {
      const one = quietly(() => work(index));
      running.add(one);
      one.finally(() => running.delete(one)).catch(() => undefined);
    }
    await pause(Math.max(2, 1_000 / perSecond));
  }
  await Promise.race([Promise.all(running), pause(1_000)]);
}

/** One after the other, without a break. */
export async function again(scene: Scene, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; !scene.isOver(); index++) {
    await quietly(() => work(index));
    await pause(1);
  }
}

export async function untilOver(scene: Scene): Promise<void> {
  while (!scene.isOver()) await pause(LOOK_EVERY_MS);
}

/** A connection that the server ends is what an attacker lives with. */
export const quietly = (work: () => Promise<unknown>): Promise<unknown> => work().catch(() => undefined);

/** Runs in the attackers' process, each time the parent asks. */
export function serveAttacks(list: Record<string, Attack>): void {
  // On other machines in life: what they compute here must not be taken from the server.
  const task = JSON.parse(process.argv[2] ?? '') as AttackTask;
  if (task.share === 1) setPriority(19);
  let end: (() => Promise<void>) | undefined;
  const attack = () => {
    const report: AttackReport = {figures: {}, attempts: []};
    const {figures} = report;
    const state = {isOver: false};
    const silent = new Set(task.attacks);
    const sceneOf = (name: string): Scene => ({
      ...task,
      isOver: () => state.isOver,
      count(what, by = 1) {
        silent.delete(name);
        figures[what] = (figures[what] ?? 0) + by;
      },
      peak: (what, value) => (figures[what] = Math.max(figures[what] ?? 0, value)),
      wrote: attempt => void report.attempts.push(attempt),
    });
    const running = Promise.all(task.attacks.map(name => list[name]!(sceneOf(name))));
    end = async () => {
      // On a busy machine the attacks may not have come to it yet.
      await untilTrue(() => silent.size === 0, BEGIN_MS_MAX, LOOK_EVERY_MS);
      state.isOver = true;
      await running;
      closeRawLines();
      process.send?.(report);
    };
  };
  process.on('message', word => {
    if (word === 'attack') attack();
    else end?.().catch((error: unknown) => process.send?.({figures: {}, attempts: [], error: String(error)}));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}
