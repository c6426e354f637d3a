/** What moderators and admins do to others: no more than their role lets them, and all of it, whatever else fails. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {parseAddress} from '../../src/shared/address.ts';
import {armFaultPoint} from '../../src/shared/machine/faultPoint.ts';
import {failCommits} from '../support/machine/failingCommits.ts';
import {PASSWORD} from '../support/world.ts';
import {admin, team} from './moderationSupport.ts';

afterEach(() => armFaultPoint(undefined, () => undefined));

describe('a moderator', () => {
  test('who asks for the ban of a network learns of nobody whether they are connected from there', async () => {
    const {made, owner, mod} = await team();
    await made.device({from: '127.0.0.9', token: owner.token});
    const networks = ['127.0.0.9', '127.0.0.8', '127.0.0.1', '127.0.0.0/8', '203.0.113.0/24'];
    const codes = await Promise.all(networks.map(whom => admin(mod, 'ban', {whom})));
    expect(codes).toEqual(networks.map(() => 'not-allowed'));
  });

  test('kicks where they may not write: the kick is told in #lobby, and not reported as refused', async () => {
    const {made, owner, mod, bob} = await team();
    await owner.request('roomRulesSet', {roomId: made.lobby, write: 'owner'});
    expect(await mod.codeOf('userKick', {name: 'bob', reason: 'noise'})).toBe('ok');
    await bob.ended;
    await owner.next('entriesAppended', ({entries}) =>
      entries.some(one => one.kind === 'kicked' && one.target === 'bob' && one.sender === 'mod1'),
    );
    await admin(owner, 'mute', {user: 'mod1'});
    made.clock.turn(60 * 60_000);
    const back = await made.open('bob', bob.token);
    expect(await mod.codeOf('userKick', {name: 'bob', reason: 'more noise'})).toBe('muted ann');
    expect(await back.codeOf('ping', {})).toBe('ok');
    expect(await mod.codeOf('userKick', {name: 'bob', reason: ''})).toBe('ok');
    await back.ended;
  });

  test('cuts nobody above them off while nothing can be stored, and everybody else as before', async () => {
    const {owner, mod, bob} = await team();
    failCommits();
    expect(await mod.codeOf('userKick', {name: 'ann', reason: ''})).toBe('not-allowed');
    expect(await owner.codeOf('ping', {})).toBe('ok');
    expect(await mod.codeOf('userKick', {name: 'bob', reason: ''})).toMatch(/^storage-failed/);
    await bob.ended;
  });
});

test('all that is in force is listed, page after page: accounts first, then networks', async () => {
  const {made, owner} = await team();
  for (let at = 0; at < 203; at++) await made.server.runConsole(`ban 10.${Math.floor(at / 100)}.${at % 100}.0/24`);
  for (const name of ['mod1', 'bob']) await made.server.runConsole(`mute ${name}`);
  expect(await made.server.runConsole('sanctions')).toHaveLength(205);
  for (const limit of [1, 2, 100, 200]) {
    const whom: unknown[] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      const more: {after?: string} = after === '' ? {} : {after};
      const page = await owner.request('adminCommand', {name: 'sanctions', args: {}, limit, ...more});
      expect(page.rows.length).toBeLessThanOrEqual(limit);
      whom.push(...page.rows.map(row => row['whom']));
      after = page.next;
    }
    expect([whom.slice(0, 2), new Set(whom).size, whom.length]).toEqual([['@bob', '@mod1'], 205, 205]);
  }
});

test('a link of an admin who is banned lets in nobody while the ban lasts', async () => {
  const {made, owner, mod} = await team();
  await owner.request('userRoleSet', {name: 'mod1', role: 'admin'});
  const args = {role: 'moderator', usesMax: 5, forMs: 24 * 60 * 60_000};
  const {rows} = await mod.request('adminCommand', {name: 'invite-link', args});
  const {inviteCode = ''} = parseAddress(String(rows[0]?.['link']));
  const anonymous = await made.device();
  const register = (name: string) => anonymous.codeOf('accountRegister', {name, password: PASSWORD, inviteCode});
  for (const line of ['ban @mod1', 'ban @mod1 1h']) {
    await made.server.runConsole(line);
    expect(await register('mod2')).toBe('invitation-over who made it may not invite any more');
  }
  made.clock.turn(60 * 60_000);
  expect(await register('mod2')).toBe('ok');
});
