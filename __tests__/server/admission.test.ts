/** Everybody comes back at once: so many a second are let in, the others are told when it is their turn. */
import {describe, expect, test} from '@jest/globals';
import {openAdmission} from '../../src/server/door/limits/admission.ts';
import {seededRandom} from '../support/machine/faultProxy.ts';
import {handClock} from '../support/suite/clock.ts';
import {world, type World} from '../support/world.ts';
import {ChatError} from '../../src/shared/errors.ts';

/** `in`, or what was said instead. */
async function come(made: World, token: string): Promise<string> {
  try {
    await made.device({token});
    return 'in';
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return `${error.code} ${error.detail}`;
  }
}

describe('who comes with a login', () => {
  test('is let in as long as there are places, and else is told how many seconds to wait', async () => {
    const made = await world();
    const people = await made.people('ann', 'bob', 'cyn', 'dan', 'eve', 'fay');
    await made.restart({admissionsPerSecondMax: 2});
    const told: string[] = [];
    for (const {token} of people) told.push(await come(made, token));
    expect(told).toEqual([
      'in',
      'in',
      'admission-delayed 1',
      'admission-delayed 1',
      'admission-delayed 2',
      'admission-delayed 2',
    ]);
    made.clock.turn(1_000);
    expect(await come(made, people[2]!.token)).toBe('in');
    // Those who had to wait are no failed logins.
    const owner = await made.device({token: people[0]!.token});
    await owner.request('sessionOpen', {});
    const {records} = await owner.request('adminLog', {limit: 200});
    expect(records.filter(({isSuccess}) => !isSuccess)).toEqual([]);
  });

  test('takes no place of others with a token that is none, or without one', async () => {
    const made = await world();
    const ann = await made.person('ann');
    await made.restart({admissionsPerSecondMax: 1});
    for (let count = 0; count < 5; count++) await come(made, `ct_${'A'.repeat(43)}`);
    for (let count = 0; count < 5; count++) await made.device();
    expect(await come(made, ann.token)).toBe('in');
  });

  test('again and again takes no more than two places a second for long', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const codes: string[] = [];
    for (let count = 0; count < 125; count++) {
      const device = await made.device({token: ann.token}).catch((error: unknown) => error as ChatError);
      codes.push(device instanceof ChatError ? device.code : 'in');
      if (!(device instanceof ChatError)) await device.close();
    }
    expect(codes.slice(-5)).toEqual(Array<string>(5).fill('too-many-requests'));
  });
});

describe('two thousand at once', () => {
  test('are in after little more than two thousand places, however they come, and never more in a second than allowed', () => {
    const clock = handClock();
    const random = seededRandom(7);
    const admission = openAdmission(200, clock.monotonicMs);
    /** When each comes next. */
    let coming = Array.from({length: 2_000}, () => random() * 100);
    const inAtMs: number[] = [];
    while (coming.length > 0 && clock.monotonicMs() < 60_000) {
      const nowMs = clock.monotonicMs();
      const due = coming.filter(atMs => atMs <= nowMs);
      coming = coming.filter(atMs => atMs > nowMs);
      for (const _ of due) {
        const waitSeconds = admission.take();
        if (waitSeconds === 0) inAtMs.push(nowMs);
        // As the client does: what was asked, and up to a second more.
        else coming.push(nowMs + (waitSeconds + random()) * 1_000);
      }
      clock.turn(5);
    }
    expect(inAtMs).toHaveLength(2_000);
    expect(inAtMs.at(-1)).toBeLessThan(16_000);
    for (const [index, atMs] of inAtMs.slice(200).entries())
      expect(atMs - inAtMs[index]!).toBeGreaterThanOrEqual(1_000);
  });

  test('are never told to wait longer than a minute', () => {
    const admission = openAdmission(1, handClock().monotonicMs);
    const waits = Array.from({length: 500}, () => admission.take());
    expect(Math.max(...waits)).toBe(60);
  });
});
