/** Handle of a process that talks directly and can be killed; and the rules for what two of them may have seen. */
import {fork} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import type {Job} from '../row.ts';

export interface TalkerTask {
  url: string;
  token: string;
  /** Of this person's machine. */
  folder: string;
  partner: string;
  /** Of the two, the one who asks; the other accepts. */
  isAsker: boolean;
  /** Where it writes down what happened, a line of JSON each. */
  file: string;
  perSecond: number;
}

export type Talked =
  {what: 'tried' | 'acknowledged' | 'failed'; text: string} | {what: 'shown'; sender: string; text: string};

export interface Talker {
  kill(): Promise<void>;
  /** Writes nothing more. */
  rest(): void;
}

export function startTalker(job: Job, task: TalkerTask): Talker {
  const child = fork(resolve('faults/children/talker.ts'), [JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>(done => child.once('exit', () => done()));
  // A message to a process that was just killed has nobody to go to.
  child.on('error', () => undefined);
  const talker: Talker = {
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    rest: () => void (child.connected && child.send('rest', () => undefined)),
  };
  job.onClose(() => talker.kill());
  return talker;
}

/** The last line may be half of one: the process was killed in it. */
export function readTalked(file: string): Talked[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map(line => JSON.parse(line) as Talked);
}

export interface Side {
  name: string;
  talked: readonly Talked[];
}

/**
 * Every message that was acknowledged or shown as sent was shown to the other person; nothing was shown twice or never
 * written; messages of each person are shown in the order in which they were written.
 */
export function judgeTalk(one: Side, other: Side): string[] {
  return [...judgeWriter(one, other), ...judgeWriter(other, one)];
}

function judgeWriter({name, talked: mine}: Side, {talked: theirs}: Side): string[] {
  const textsOf = (what: Talked['what']) => mine.flatMap(one => (one.what === what ? [one.text] : []));
  const shownTo = (side: readonly Talked[]) =>
    side.flatMap(one => (one.what === 'shown' && one.sender === name ? [one.text] : []));
  const tried = new Map(textsOf('tried').map((text, index) => [text, index]));
  const arrived = shownTo(theirs);
  const seen = new Set(arrived);
  const violations: string[] = [];
  for (const text of [...textsOf('acknowledged'), ...shownTo(mine)])
    if (!seen.has(text)) violations.push(`${text} by ${name} is ✓ and was not shown to the other one`);
  if (seen.size !== arrived.length) violations.push(`${arrived.length - seen.size} of ${name} were shown twice`);
  if (shownTo(mine).length !== new Set(shownTo(mine)).size) violations.push(`something of ${name} is ✓ twice`);
  const order = arrived.map(text => tried.get(text) ?? Number.NaN);
  if (order.some(Number.isNaN)) violations.push(`something was shown that ${name} never wrote`);
  if (order.some((place, index) => place < (order[index - 1] ?? -1)))
    violations.push(`messages of ${name} changed places`);
  return violations;
}
