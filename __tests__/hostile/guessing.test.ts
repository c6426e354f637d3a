/**
 * Guessing names and passwords, and what is put into their fields: nothing is learned, nobody is locked out for good, everything
 * is written down.
 */
import {afterEach, describe, expect, test} from '@jest/globals';
import {storable} from '../../src/server/storeContract/storable.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {HOSTILE_TEXTS, hostileTexts} from '../support/hostile/hostileText.ts';
import {closeRawLines, frame, rawSocketIo} from '../support/hostile/hostileWire.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

afterEach(closeRawLines);

/** The long form: 400. */
const TRIES = Number(process.env.CHAT_TUI_LOGIN_TRIES ?? 60);
/** The longest pause after wrong passwords, and the time after which they are forgotten. */
const LONGEST_PAUSE_MS = 15 * 60_000 + 1_000;
const FORGOTTEN_MS = 61 * 60_000;
const WRONG = 'not the password';

const median = (list: readonly number[]): number => list.toSorted((one, other) => one - other)[list.length >> 1] ?? 0;

const codeOf = async (made: World, name: string, password: string) => {
  const anonymous = await made.device();
  const code = await anonymous.codeOf('sessionLogin', {name, password});
  await anonymous.close();
  return code;
};

describe('B26 an unknown name and a wrong password', () => {
  test.each(['nobody', 'admin', 'server', 'ANN', ' ann', 'ann\0', '\u0430nn', '', '__proto__', "' OR '1'='1"])(
    'are the same answer for %j',
    async name => {
      const made = await world();
      await made.person('ann');
      const anonymous = await made.device();
      const wrong = await anonymous.raw('sessionLogin', {name: 'ann', password: WRONG});
      expect(await anonymous.raw('sessionLogin', {name, password: PASSWORD})).toEqual(wrong);
      expect(wrong).toEqual({ok: false, error: {code: 'login-failed'}});
    },
  );

  test(
    'take the same time',
    async () => {
      const made = await world({ports: {passwordCost: {memoryKiB: 4_096, passes: 1}}});
      await made.person('ann');
      const anonymous = await made.device();
      const timesMs: Record<'ann' | 'nobody', number[]> = {ann: [], nobody: []};
      for (let round = 0; round < TRIES; round++) {
        made.clock.turn(FORGOTTEN_MS);
        // Taking turns, so that whatever else the machine does falls on both alike.
        for (const name of round % 2 === 0 ? (['ann', 'nobody'] as const) : (['nobody', 'ann'] as const)) {
          const startMs = performance.now();
          expect(await anonymous.codeOf('sessionLogin', {name, password: WRONG})).toBe('login-failed');
          timesMs[name].push(performance.now() - startMs);
        }
      }
      const difference = Math.abs(median(timesMs.ann) - median(timesMs.nobody));
      if (TRIES >= 400)
        process.stderr.write(
          `difference of medians ${difference.toFixed(3)} ms of ${median(timesMs.ann).toFixed(1)} ms\n`,
        );
      expect(difference).toBeLessThan(TRIES >= 400 ? 2 : Infinity);
      // Few tries on a busy machine show that something is computed, not more.
      expect(median(timesMs.nobody)).toBeGreaterThan(median(timesMs.ann) / 5);
    },
    20_000 + TRIES * 100,
  );
});

describe('B27 guesses', () => {
  const guess = async (made: World, localAddress: string, name: string, count: number) => {
    const auth = {protocolVersion: PROTOCOL_VERSION, programVersion: 'raw'};
    const line = await rawSocketIo(made.url, auth, localAddress);
    for (let id = 0; id < count; id++) {
      line.write(frame(`42${id}${JSON.stringify(['sessionLogin', {name, password: `${WRONG} ${id}`}])}`));
    }
    const answers = await line.until(new RegExp(`43${count - 1}\\[[^\\]]*\\]`));
    return answers.match(/"code":"[a-z-]+"/g) ?? [];
  };

  test('at one account are ten a minute from each network, and keep out nobody who has come in from elsewhere', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const addresses =
      process.platform === 'linux' ? [2, 3, 4, 5, 6, 7].map(at => `127.0.0.${at}`) : Array<string>(6).fill('127.0.0.1');
    const codes = (await Promise.all(addresses.map(address => guess(made, address, 'ann', 50)))).flat();
    expect(codes).toHaveLength(300);
    const max = 10 * new Set(addresses).size;
    expect(codes.filter(code => code === '"code":"login-failed"').length).toBeLessThanOrEqual(max);
    expect(codes.filter(code => code === '"code":"login-delayed"').length).toBeGreaterThanOrEqual(300 - max);
    // Elsewhere all of them came from the network that is known.
    expect(max > 10 ? await codeOf(made, 'ann', PASSWORD) : 'ok').toBe('ok');

    // Whoever is logged in notices nothing, also not with one more device.
    await made.say(ann, made.lobby, 'still here');
    await (await ann.another()).settle();
    // Not for ever.
    made.clock.turn(LONGEST_PAUSE_MS);
    expect(await codeOf(made, 'ann', PASSWORD)).toBe('ok');
    // And all of it is written down.
    const {records} = await ann.request('adminLog', {limit: 200});
    expect(records.filter(({name, isSuccess}) => name === 'ann' && !isSuccess).length).toBeGreaterThan(150);
    const seen = new Set(records.map(({address}) => address));
    expect(seen.size).toBeGreaterThan(process.platform === 'linux' ? 3 : 0);
  });

  test('keep out nobody from where they came in before the last start of the server', async () => {
    const made = await world();
    await made.person('ann');
    await made.restart();
    // Elsewhere than on Linux all of them come from one network.
    const elsewhere = process.platform === 'linux' ? Array.from({length: 14}, (_, at) => `127.0.1.${at + 1}`) : [];
    const codes = (await Promise.all(elsewhere.map(address => guess(made, address, 'ann', 6)))).flat();
    // So many from everywhere where nobody ever came in as ann; then all of that must wait.
    expect(codes.filter(code => code === '"code":"login-failed"')).toHaveLength(Math.min(60, codes.length));
    const last = elsewhere.length === 0 ? [] : await guess(made, '127.0.0.9', 'ann', 1);
    expect(last).toEqual(elsewhere.length === 0 ? [] : ['"code":"login-delayed"']);
    expect(await codeOf(made, 'ann', PASSWORD)).toBe('ok');
  });

  test('that are none do not count: a script may log in often', async () => {
    const made = await world();
    await made.person('ann');
    for (let count = 0; count < 20; count++) expect(await codeOf(made, 'ann', PASSWORD)).toBe('ok');
  });

  test('at the password of somebody whose screen was left open are counted too', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const codes: string[] = [];
    for (let round = 0; round < 15; round++) {
      codes.push(await ann.codeOf('passwordChange', {oldPassword: `${WRONG} ${round}`, newPassword: 'a new password'}));
    }
    expect(codes.filter(code => code === 'login-failed').length).toBeLessThanOrEqual(10);
    expect(codes.at(-1)).toMatch(/^login-delayed \d+$/);
  });

  test('at many accounts from one address are bounded too, and only for that address', async () => {
    const made = await world({settings: {triesPerAddressPerMinuteMax: 20}});
    const ann = await made.person('ann');
    const anonymous = await made.device();
    const codes = await Promise.all(
      Array.from({length: 60}, (_, at) => anonymous.codeOf('sessionLogin', {name: `user${at}`, password: WRONG})),
    );
    expect(codes.filter(code => code === 'login-failed').length).toBeLessThanOrEqual(20);
    expect(codes.filter(code => code.startsWith('too-many-requests')).length).toBeGreaterThanOrEqual(40);
    await made.say(ann, made.lobby, 'still here');
    await (await ann.another()).settle();
  });

  test('without end are counted, not written down one by one', async () => {
    const tries = 500;
    const made = await world({settings: {triesPerAddressPerMinuteMax: 20}});
    const ann = await made.person('ann');
    const anonymous = await made.device();
    const guess = (_: unknown, at: number) => anonymous.codeOf('sessionLogin', {name: `user${at}`, password: WRONG});
    const refused = async () =>
      (await ann.request('adminLog', {limit: 200})).records.filter(({isSuccess}) => !isSuccess);
    await Promise.all(Array.from({length: tries}, guess));
    const [counted, ...single] = await refused();
    expect(single.length).toBeGreaterThanOrEqual(20);
    expect(single.length).toBeLessThan(tries / 5);
    expect(counted).toMatchObject({name: '', method: `and ${tries - single.length} more`});
    expect(counted?.address).toBe(single[0]?.address);
    // Nothing is counted twice, and after a while each is written down again.
    expect(await refused()).toHaveLength(single.length + 1);
    made.clock.turn(60_000);
    await guess(undefined, tries);
    expect((await refused())[0]).toMatchObject({name: `user${tries}`, method: 'password'});
  });

  test('of tokens find nothing and are written down', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const guesses = [
      '',
      'ct_',
      `ct_${'A'.repeat(43)}`,
      ann.token.slice(0, -1),
      `${ann.token} `,
      ann.token.toUpperCase(),
      '\0',
    ];
    for (const token of guesses) {
      await expect(made.device({token})).rejects.toMatchObject({code: 'session-expired'});
      const answer = await fetch(`${made.url}/files/${'A'.repeat(22)}`, {
        headers: {authorization: `Bearer ${encodeURIComponent(token)}`},
      });
      expect(answer.status).toBe(401);
    }
    const {records} = await ann.request('adminLog', {});
    expect(records.filter(({method, isSuccess}) => method === 'token' && !isSuccess)).toHaveLength(guesses.length);
  });
});

describe('B28 passwords', () => {
  const register = async (made: World, password: string) => {
    const anonymous = await made.device();
    return anonymous.codeOf('accountRegister', {name: 'ann', password});
  };

  test.each([
    ['with and without a space in front', ' a password', 'a password'],
    ['with and without what stands behind a null', 'a password\0one', 'a password\0two'],
    ['in their last of 128 characters', `${'x'.repeat(127)}y`, `${'x'.repeat(127)}z`],
    ['in their last of 128 wide characters', `${'漢'.repeat(127)}一`, `${'漢'.repeat(127)}二`],
    ['in case', 'a PassWord here', 'a password here'],
  ])('that differ only %s are two', async (_title, password, other) => {
    const made = await world();
    expect(await register(made, password)).toBe('ok');
    expect(await codeOf(made, 'ann', other)).toBe('login-failed');
    expect(await codeOf(made, 'ann', password)).toBe('ok');
  });

  test('composed and decomposed are one', async () => {
    const made = await world();
    expect(await register(made, 'Ärger und Übel')).toBe('ok');
    expect(await codeOf(made, 'ann', 'A\u0308rger und U\u0308bel')).toBe('ok');
  });

  test.each(['ann-ann-ann', 'ANN123456', '4nn-2026!', 'nna.12345', 'password1', 'Football123'])(
    'like %j are refused: the name itself, and what is guessed first',
    async password => {
      expect(await register(await world(), password)).toBe('password-common');
    },
  );

  test('of a megabyte are refused before anything is computed', async () => {
    const made = await world({ports: {passwordCost: {memoryKiB: 65_536, passes: 3}}});
    const anonymous = await made.device();
    const took = async (work: () => Promise<unknown>) => {
      const startMs = performance.now();
      await work();
      return performance.now() - startMs;
    };
    const onceMs = await took(() => anonymous.codeOf('sessionLogin', {name: 'ann', password: 'x'.repeat(100)}));
    const allMs = await took(async () => {
      for (let round = 0; round < 20; round++) {
        expect(await anonymous.codeOf('sessionLogin', {name: 'ann', password: 'x'.repeat(100_000)})).toMatch(
          /^bad-request/,
        );
      }
    });
    expect(allMs).toBeLessThan(onceMs * 20);
    anonymous.socket.emit('sessionLogin', {name: 'ann', password: 'x'.repeat(1024 ** 2)}, () => undefined);
    expect(await anonymous.ended).toMatch(/transport/);
  });
});

describe('B29 and B30 in the fields of a login', () => {
  test('are one record each, as they were typed, and change nothing', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const texts = hostileTexts('B29', 'B30', 'B6', 'B1').map(({text}) => text.slice(0, 64));
    for (const text of texts) {
      made.clock.turn(FORGOTTEN_MS);
      expect(await codeOf(made, text, PASSWORD)).toBe('login-failed');
    }
    const {records} = await ann.request('adminLog', {limit: 200});
    const asStored = texts.map(storable);
    const names = new Set(records.filter(({isSuccess}) => !isSuccess).map(({name}) => name));
    expect(asStored.filter(text => !names.has(text))).toEqual([]);
    const logged = made.logLines.map(line => (JSON.parse(line) as {name?: string}).name);
    expect(asStored.filter(text => !logged.includes(text))).toEqual([]);
  });

  test('every hostile text is stored as it was said', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const texts = HOSTILE_TEXTS.map(({text}) => `${text}.`);
    await Promise.all(texts.map(text => made.say(ann, made.lobby, text)));
    const kept = new Set<string>();
    for (let afterSeq = 0; ;) {
      const {entries} = await ann.request('entryList', {roomId: made.lobby, afterSeq, limit: 200});
      for (const entry of entries) if (entry.kind === 'message') kept.add(entry.text);
      const last = entries.at(-1);
      if (last === undefined) break;
      afterSeq = last.seq;
    }
    expect(texts.filter(text => !kept.has(text.toWellFormed()) && !kept.has(storable(text)))).toEqual([]);
  });
});
