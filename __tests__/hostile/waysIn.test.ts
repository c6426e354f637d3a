/** Ways in other than a password in the hands of somebody hostile: codes of other servers, doubled, at once, late, oversized. */
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterAll, describe, expect, test} from '@jest/globals';
import {codeAt, stepAt} from '../../src/server/signIn/totp.ts';
import {loginMessage, signedData, sshString} from '../../src/shared/access/sshKey.ts';
import {parseAddress} from '../../src/shared/address.ts';
import type {Device} from '../support/person.ts';
import {secretIn, setUpFactor as setUp, STEP_MS} from '../support/keys/secondFactors.ts';
import {cleanUp, person as program, temporaryFolder} from '../support/program.ts';
import {ed25519} from '../support/keys/sshKeys.ts';
import {PASSWORD, world, type Person, type World} from '../support/world.ts';

afterAll(cleanUp);

/** Codes that are none: unknown, of another shape, and as long as one may be. */
const NO_CODES = ['', 'x', 'x'.repeat(22), "' OR 1=1 --", '__proto__', '\0', '../../x', '\u202e', 'x'.repeat(64)];
const OVERSIZED = 'x'.repeat(65);

const linkOf = async (by: Person, name: string, args: Record<string, string | number | string[]> = {}) =>
  parseAddress(String((await by.request('adminCommand', {name, args})).rows[0]?.['link']));
/** Everything that the server has written. */
async function writtenBy(made: World): Promise<string> {
  const files = await Promise.all(
    ['chat.db', 'chat.db-wal'].map(name => readFile(join(made.dataDir, name), 'latin1').catch(() => '')),
  );
  return [...files, ...made.logLines].join('');
}
const times = <T>(count: number, one: (at: number) => Promise<T>) =>
  Promise.all(Array.from({length: count}, (_, at) => one(at)));

describe('B154 a code of an invitation', () => {
  test('that is of another server, none at all, or too long brings in nobody, and is told alike', async () => {
    const [made, other] = await Promise.all([world(), world()]);
    const [ann, eve] = [await made.person('ann'), await other.person('eve')];
    const {inviteCode: foreign = ''} = await linkOf(eve, 'invite-link');
    for (const inviteCode of [foreign, ...NO_CODES]) {
      const codes = [
        await ann.codeOf('invitationUse', {inviteCode}),
        await (await made.device()).codeOf('invitationShow', {inviteCode}),
      ];
      const told = 'invitation-over nobody knows it here';
      expect([inviteCode, codes]).toEqual([inviteCode, [told, told]]);
    }
    expect(await ann.codeOf('invitationUse', {inviteCode: OVERSIZED})).toMatch(/^bad-request/);
    expect(await (await made.device()).codeOf('invitationUse', {inviteCode: foreign})).toBe('not-signed-in');
  });

  test('is tried only so often from one network, and stands nowhere that others read', async () => {
    const made = await world({settings: {triesPerAddressPerMinuteMax: 20}});
    const ann = await made.person('ann');
    const {inviteCode = ''} = await linkOf(ann, 'invite-link');
    const codes = await times(40, at => ann.codeOf('invitationUse', {inviteCode: `guess${at}`}));
    expect(codes.filter(code => code.startsWith('too-many-requests')).length).toBeGreaterThanOrEqual(20);
    expect(await writtenBy(made)).not.toContain(inviteCode);
  });

  test('for one, opened by many accounts at once, brings in one of them', async () => {
    const made = await world();
    const [ann, ...others] = (await made.people('ann', 'bob', 'cid', 'dot', 'eve')) as [Person, ...Person[]];
    await ann.request('roomCreate', {name: 'garden', isPrivate: true});
    const {inviteCode = ''} = await linkOf(ann, 'invite-link', {rooms: ['garden']});
    const codes = await Promise.all(
      others.flatMap(one => times(3, () => one.codeOf('invitationUse', {inviteCode})).then(own => own.includes('ok'))),
    );
    expect(codes.filter(Boolean)).toHaveLength(1);
    const {rows} = await ann.request('adminCommand', {name: 'invites', args: {}});
    expect(rows[0]).toMatchObject({uses: 1, state: 'used'});
  });
});

describe('B155 a link that sets a password', () => {
  test('of another server, or none, sets none; and which is which is not told', async () => {
    const [made, other] = await Promise.all([world(), world()]);
    const [ann] = await made.people('ann', 'bob');
    const [eve] = await other.people('eve', 'bob');
    const {resetCode: foreign = ''} = await linkOf(eve!, 'reset-password', {user: 'bob'});
    const {resetCode = ''} = await linkOf(ann!, 'reset-password', {user: 'bob'});
    const anonymous = await made.device();
    for (const one of [foreign, ...NO_CODES])
      expect([one, await anonymous.codeOf('passwordReset', {resetCode: one, password: 'a new password'})]).toEqual([
        one,
        'reset-over',
      ]);
    expect(await anonymous.codeOf('passwordReset', {resetCode: OVERSIZED, password: 'x'})).toMatch(/^bad-request/);
    expect(await anonymous.codeOf('passwordReset', {resetCode, password: 'x'.repeat(1_025)})).toMatch(/^bad-request/);
    expect(await writtenBy(made)).not.toContain(resetCode);
    // Nobody sets the password of an account that is gone, or was disabled meanwhile.
    await made.server.runConsole('disable bob');
    expect(await anonymous.codeOf('passwordReset', {resetCode, password: 'a new password'})).toMatch(
      /^(?:account-disabled|reset-over)/,
    );
  });

  test('is guessed only so often from one network', async () => {
    const made = await world({settings: {triesPerAddressPerMinuteMax: 20}});
    const anonymous = await made.device();
    const codes = await times(40, at => anonymous.codeOf('passwordResetShow', {resetCode: `guess${at}`}));
    expect(codes.filter(code => code.startsWith('too-many-requests')).length).toBeGreaterThanOrEqual(20);
  });
});

describe('B156 a second factor', () => {
  test('of one account, or begun on another connection, is that of no other; what is used for one thing is used', async () => {
    const made = await world();
    await made.people('ann', 'bob');
    const [hers, his] = [await setUp(made, 'ann'), await setUp(made, 'bob')];
    const ask = async (name: 'sessionLogin' | 'secondFactorEnd', who: string, code: string) =>
      (await made.device()).codeOf(name, {name: who, password: PASSWORD, code});
    expect(await ask('sessionLogin', 'bob', hers())).toBe('second-factor-wrong');
    expect(await ask('sessionLogin', 'bob', his())).toBe('ok');
    expect(await ask('secondFactorEnd', 'bob', his())).toBe('second-factor-wrong it was used already');
    const [one, two] = [await made.device(), await made.device()];
    made.clock.turn(STEP_MS);
    const {secret} = await one.request('secondFactorBegin', {name: 'bob', password: PASSWORD, code: his()});
    const fresh = codeAt(secretIn(secret), stepAt(made.clock.now()));
    expect(await two.codeOf('secondFactorConfirm', {code: fresh})).toMatch(/^bad-request/);
    // Not confirmed, it counts for nothing, and the one before still does.
    made.clock.turn(STEP_MS);
    expect(await ask('sessionLogin', 'bob', codeAt(secretIn(secret), stepAt(made.clock.now())))).toBe(
      'second-factor-wrong',
    );
    expect(await ask('sessionLogin', 'bob', his())).toBe('ok');
  });

  test('is guessed at from many connections at once no more often than from one', async () => {
    const made = await world();
    await made.people('ann', 'bob');
    await setUp(made, 'bob');
    const codes = await times(40, async at =>
      (await made.device()).codeOf('sessionLogin', {name: 'bob', password: PASSWORD, code: String(100_000 + at)}),
    );
    expect(codes.filter(code => code === 'second-factor-wrong').length).toBeLessThanOrEqual(10);
    expect(codes).not.toContain('ok');
    const anonymous = await made.device();
    const long = {name: 'bob', password: PASSWORD, code: OVERSIZED};
    expect(await anonymous.codeOf('sessionLogin', long)).toMatch(/^bad-request/);
  });
});

describe('B157 a key of SSH', () => {
  const packetOf = async (made: World, device: Device, key = ed25519()) => {
    const {challenge} = await device.request('sshChallenge', {});
    const signature = key.sign(signedData(loginMessage({server: made.url, name: 'bob', challenge})));
    return {
      name: 'bob',
      server: made.url,
      keyBlob: key.blob.toString('base64'),
      signature: signature.toString('base64'),
    };
  };

  test('of somebody else, broken, endless, or removed meanwhile lets in nobody, and the server goes on', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const key = ed25519();
    const {fingerprint} = await bob!.request('sshKeyAdd', {line: key.line});
    const lying = Buffer.from(key.blob);
    lying.writeUInt32BE(0xff_ff_ff_ff, 0);
    const anonymous = await made.device();
    const good = await packetOf(made, anonymous, key);
    for (const changed of [
      {keyBlob: ed25519().blob.toString('base64')},
      {keyBlob: lying.toString('base64')},
      {keyBlob: key.blob.subarray(0, 20).toString('base64')},
      {keyBlob: ''},
      {signature: sshString('ssh-ed25519').toString('base64')},
      {signature: Buffer.concat([sshString('none'), sshString(Buffer.alloc(64))]).toString('base64')},
      {signature: lying.toString('base64')},
    ]) {
      const {challenge: _used, ...packet} = {...(await packetOf(made, anonymous, key)), challenge: '', ...changed};
      expect([changed, await anonymous.codeOf('sshLogin', packet)]).toEqual([changed, 'login-failed']);
      made.clock.turn(61 * 60_000);
    }
    expect(await anonymous.codeOf('sshLogin', {...good, keyBlob: 'A'.repeat(8_193)})).toMatch(/^bad-request/);
    const late = await packetOf(made, anonymous, key);
    await bob!.request('sshKeyRemove', {fingerprint});
    expect(await anonymous.codeOf('sshLogin', late)).toBe('login-failed');
  });

  test('logs in once, however often its answer to one challenge is sent at once', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const key = ed25519();
    await bob!.request('sshKeyAdd', {line: key.line});
    const anonymous = await made.device();
    const packet = await packetOf(made, anonymous, key);
    const codes = await times(8, () => anonymous.codeOf('sshLogin', packet));
    expect(codes.filter(code => code === 'ok')).toHaveLength(1);
  });
});

describe('B158 a device', () => {
  test('is ended by nobody else, and by many at once once; numbers that are none are refused', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {token} = await (await made.device()).request('sessionLogin', {name: 'bob', password: PASSWORD});
    const second = await made.open('bob', token);
    for (const number of [0, -1, 1.5, Number.MAX_SAFE_INTEGER + 1, '2', null])
      expect(await ann!.codeOf('deviceEnd', {number} as never)).toMatch(/^bad-request/);
    expect(await ann!.codeOf('deviceEnd', {number: 2})).toBe('device-not-found 2');
    const codes = await times(20, () => bob!.codeOf('deviceEnd', {number: 2}));
    expect(codes.filter(code => code === 'ok')).toHaveLength(1);
    await second.ended;
    expect(await bob!.codeOf('ping', {})).toBe('ok');
  });
});

describe('B159 the owner of a server', () => {
  test('is recovered in no folder that is damaged, of a later program, or without an owner', async () => {
    const stdin = 'a password that is new\n';
    const recover = async (dataDir: string) =>
      program().call(['admin', 'recover-owner', '--password-stdin', '--data', dataDir], {stdin});
    const made = await world();
    // Nobody owns it yet.
    await made.server.close();
    expect(await recover(made.dataDir)).toMatchObject({code: 2, stderr: expect.stringContaining('has no owner yet')});
    const broken = temporaryFolder();
    const database = new DatabaseSync(join(broken, 'chat.db'));
    database.exec('CREATE TABLE x (y); PRAGMA user_version = 999');
    database.close();
    const ran = await recover(broken);
    expect(ran.code).toBeGreaterThan(0);
    expect(ran.stderr).toMatch(/newer/);
  });
});
