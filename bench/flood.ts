/** A full-screen client as the benches start it, messages that flood it, and what its memory is after very many of them. */
import {join} from 'node:path';
import type {LoadPlan} from './load/main.ts';
import {residentBytes, ROOT, start, type Running} from './processes.ts';
import {watch} from './pty.ts';

export interface Subject {
  command: readonly string[];
  env: Record<string, string>;
  painted: RegExp;
  inRoom: RegExp;
  /** Keys to get into the room. */
  keys: string;
  plan: Pick<LoadPlan, 'dialect' | 'port' | 'clients'>;
}

export const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

export function flood({plan}: Subject, perSecond: number, seconds: number): Running {
  const whole: LoadPlan = {
    ...plan,
    senders: plan.clients.length,
    lengthChars: 100,
    warmUpMs: 0,
    measureMs: seconds * 1000,
    mode: {kind: 'rate', perSecond},
  };
  return start([process.execPath, join(ROOT, 'bench/load/main.ts'), JSON.stringify(whole)], {core: 1});
}

/** Faster than anybody reads: otherwise a million messages take a quarter of an hour. */
const FAST_PER_SECOND = 5_000;

/** MiB resident when so many messages have gone through the room on screen. */
export async function memoryAfter(subject: Subject, messages: number): Promise<number> {
  const client = watch(subject.command, subject.env, 0);
  try {
    await client.until(subject.inRoom);
    client.press(subject.keys);
    await sleep(1_500);
    await flood(subject, FAST_PER_SECOND, messages / FAST_PER_SECOND).ended;
    return residentBytes(client.pid) / 2 ** 20;
  } finally {
    client.close();
  }
}
