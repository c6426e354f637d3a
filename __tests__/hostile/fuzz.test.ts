/**
 * Thousands of broken packets: every answer is one of the protocol's, nothing is an unforeseen error, memory stays flat, the
 * server lives.
 */
import {afterEach, describe, expect, test} from '@jest/globals';
import {fuzz, type Fuzzed, type Target} from '../../faults/fuzz/fuzz.ts';
import {restingMiB} from '../../faults/machine/memory.ts';
import {seededRandom} from '../support/machine/faultProxy.ts';
import {connectDevice} from '../support/person.ts';
import {account, cleanUp, person as shellPerson, serve} from '../support/program.ts';
import {PASSWORD, world} from '../support/world.ts';

afterEach(cleanUp);

/** The long form sets both. */
const PACKETS = Number(process.env.CHAT_TUI_FUZZ_PACKETS ?? 2_000);
const SEED = Number(process.env.CHAT_TUI_FUZZ_SEED ?? 1);
const DEADLINE_MS = 20_000 + PACKETS * 40;

function expectTyped({violations, codes, packets}: Fuzzed): void {
  expect({seed: SEED, violations: violations.slice(0, 5)}).toEqual({seed: SEED, violations: []});
  expect(packets).toBeGreaterThanOrEqual(PACKETS);
  // It really got past the first check, and not always.
  expect(codes['ok']).toBeGreaterThan(0);
  expect(codes['bad-request']).toBeGreaterThan(codes['ok'] ?? 0);
}

describe('B20–B24 broken packets', () => {
  test(
    'get an answer of the protocol, and none of them is a bug',
    async () => {
      const made = await world();
      const ann = await made.person('ann');
      await made.person('somebody');
      const offer = {roomId: made.lobby, clientMsgId: made.newId(), name: 'x', sizeBytes: 10};
      const {fileId} = await ann.request('fileOffer', offer);
      let count = 0;
      const target: Target = {
        url: made.url,
        roomId: made.lobby,
        fileId,
        newId: () => made.newId(),
        async token() {
          made.clock.turn(61_000);
          return registered(made.url, `fay${count++}`);
        },
      };
      const found = await fuzz(target, seededRandom(SEED), PACKETS);
      expect(made.logLines.filter(line => line.includes('"level":"error"')).slice(0, 3)).toEqual([]);
      expectTyped(found);
      expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
      await made.say(ann, made.lobby, 'still here');
    },
    DEADLINE_MS,
  );

  test(
    'leave the memory of a real server flat',
    async () => {
      const owner = shellPerson();
      const flags = ['--messages-per-minute', '0', '--tries-per-address', '0', '--connections-per-address', '0'];
      const server = await serve(owner, flags);
      await account(server, 'ann', owner.home);
      let count = 0;
      const target: Target = {
        url: server.url,
        roomId: 1,
        fileId: 'A'.repeat(22),
        newId: () => `${String(count++).padStart(22, '0')}`,
        token: () => registered(server.url, `fay${count++}`),
      };
      const random = seededRandom(SEED + 1);
      const warm = await fuzz(target, random, Math.ceil(PACKETS / 2));
      const beforeMiB = await restingMiB(server.child.pid);
      const found = await fuzz(target, random, PACKETS);
      const grownMiB = (await restingMiB(server.child.pid)) - beforeMiB;
      expectTyped(found);
      expect(warm.violations).toEqual([]);
      expect(grownMiB).toBeLessThan(96);
      expect((await owner.call(['send', '#lobby', 'still here'], {env: {CHAT_TUI_SERVER: server.url}})).code).toBe(0);
      expect(server.stderr()).not.toMatch(/"level":"(error|fatal)"/);
    },
    DEADLINE_MS,
  );
});

async function registered(url: string, name: string): Promise<string> {
  const device = await connectDevice(url);
  const {token} = await device.request('accountRegister', {name, password: PASSWORD});
  await device.close();
  return token;
}
