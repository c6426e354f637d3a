/** F33: people talk directly while connections are cut, their programs are killed and the server is restarted. */
import {join} from 'node:path';
import type {DirectProxy} from '../../__tests__/support/machine/directProxy.ts';
import {openWay} from '../directPair.ts';
import type {Job, Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {judgeTalk, readTalked, startTalker, type Side, type Talker, type TalkerTask} from '../people/talker.ts';
import {pause, untilTrue} from '../waiting.ts';

const PER_SECOND = 20;
const DEADLINE_MS = 60_000;
/** Messages that must come through between two faults, so that each of them meets a conversation. */
const BETWEEN_COUNT = 10;
/** Said, and not acknowledged before the fault. */
const SETTLE_MS = 20_000;

export const F33: Row = {
  name: 'F33',
  fault: 'direct conversation cut',
  injection:
    'two people write 20 messages/s each past the server; in turn: connection reset, kill -9 of either side, kill of the server',
  wanted: 'nothing ✓ that the other one was not shown; nothing twice; in order; goes on while the server is away',
  needs: ['linux'],
  runs: {full: 200, short: 4},
  async run(job) {
    const stand = await openStand(job, {shape: {people: 2, rooms: 0, directs: 1}, clients: 0});
    const talk = await openTalk(job, stand);
    const violations: string[] = [];
    for (let run = 0; run < job.runs && violations.length === 0; run++) {
      violations.push(...(await talk.goesOn(`before fault ${run + 1}`)));
      await pause(job.random() * 200);
      await talk.fault(run % 4);
      job.note(`${run + 1} faults`);
    }
    violations.push(...(await talk.goesOn('after the last fault')));
    const {sides, isSettled} = await talk.end();
    if (!isSettled) violations.push('a message is neither ✓ nor failed');
    violations.push(...judgeTalk(...sides));
    const all = sides.flatMap(({talked}) => talked);
    const count = (what: string) => all.filter(one => one.what === what).length;
    const figure =
      `${violations.length} bad; ${job.runs} faults, ${count('tried')} messages, ` +
      `${count('acknowledged')} ✓, ${count('failed')} failed; ${talk.conversations()} connections`;
    return {figure, violations};
  },
};

interface Talk {
  /** A few more are acknowledged on both sides. */
  goesOn(when: string): Promise<string[]>;
  fault(which: number): Promise<void>;
  end(): Promise<{sides: [Side, Side]; isSettled: boolean}>;
  conversations(): number;
}

async function openTalk(job: Job, stand: Stand): Promise<Talk> {
  const way: DirectProxy = await openWay(job, stand);
  const [asker, answerer] = stand.seeded.people;
  const task = (index: number): TalkerTask => {
    const [mine, other] = index === 0 ? [asker!, answerer!] : [answerer!, asker!];
    return {
      url: way.url,
      token: mine.token,
      folder: join(job.folder, mine.name),
      partner: other.name,
      isAsker: index === 0,
      file: join(job.folder, `${mine.name}.talked`),
      perSecond: PER_SECOND,
    };
  };
  const talkers: Talker[] = [startTalker(job, task(0)), startTalker(job, task(1))];
  const sides = (): [Side, Side] => [
    {name: asker!.name, talked: readTalked(task(0).file)},
    {name: answerer!.name, talked: readTalked(task(1).file)},
  ];
  const acknowledged = () => sides().map(({talked}) => talked.filter(({what}) => what === 'acknowledged').length);
  const moreOf = async (count: number): Promise<boolean> => {
    const before = acknowledged();
    const isMore = () => acknowledged().every((now, index) => now >= before[index]! + count);
    return untilTrue(isMore, job.patienceMs(DEADLINE_MS), 50);
  };
  return {
    conversations: () => way.connections,
    goesOn: async when => ((await moreOf(BETWEEN_COUNT)) ? [] : [`nothing is said any more ${when}`]),
    async fault(which) {
      if (which === 0) return way.cutAll();
      if (which === 3) {
        await stand.server().kill();
        // The two need no server for what they have to say.
        const {connections} = way;
        if (!(await moreOf(BETWEEN_COUNT)) || way.connections !== connections)
          throw new Error('the conversation did not outlive the server');
        await stand.restart();
        return;
      }
      await talkers[which - 1]!.kill();
      talkers[which - 1] = startTalker(job, task(which - 1));
    },
    async end() {
      for (const talker of talkers) talker.rest();
      // What was written by a process that was killed is settled by nobody.
      const isSettled = await untilTrue(() => sides().every(isQuiet), SETTLE_MS, 100);
      for (const talker of talkers) await talker.kill();
      return {sides: sides(), isSettled};
    },
  };
}

function isQuiet({talked}: Side): boolean {
  const last = talked.findLast(({what}) => what === 'tried');
  return (
    last === undefined || talked.some(one => one.text === last.text && one.what !== 'tried' && one.what !== 'shown')
  );
}
