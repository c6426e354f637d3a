/** Logins by SSH keys: signed for this server, this account and this challenge, once; all else is a wrong login. */
import {describe, expect, test} from '@jest/globals';
import {loginMessage, readSshKey, signedData} from '../../src/shared/access/sshKey.ts';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {PASSWORD, world, type World} from '../support/world.ts';
import {ecdsa, ed25519, rsa, type TestKey} from '../support/keys/sshKeys.ts';
import type {Device} from '../support/person.ts';

interface Changed {
  server?: string;
  name?: string;
  challenge?: string;
  signedName?: string;
  signedServer?: string;
  signature?: string;
}

async function signedBy(made: World, key: TestKey, changed: Changed, one: Device) {
  const {challenge} = await one.request('sshChallenge', {});
  const {server = made.url, name = 'bob'} = changed;
  const message = loginMessage({
    server: changed.signedServer ?? server,
    name: changed.signedName ?? name,
    challenge: changed.challenge ?? challenge,
  });
  const signature = changed.signature ?? key.sign(signedData(message)).toString('base64');
  return {name, server, keyBlob: key.blob.toString('base64'), signature};
}

async function login(made: World, key: TestKey, changed: Changed = {}, device?: Device): Promise<string> {
  const one = device ?? (await made.device());
  return one.codeOf('sshLogin', await signedBy(made, key, changed, one));
}

const SETTINGS = {host: '127.0.0.1', port: 0, dataDir: '', registration: 'open', isEmbedded: false} as const;
const LIMITED = {...SETTINGS, messagesPerMinuteMax: 0, limits: DEFAULT_LIMITS};

describe('a key', () => {
  test.each([
    ['Ed25519', ed25519()],
    ['ECDSA', ecdsa()],
    ['RSA with SHA-512', rsa()],
    ['RSA with SHA-256', rsa(2_048, 'rsa-sha2-256')],
  ])('of %s lets in its account and no other', async (_kind, key) => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {fingerprint} = await bob!.request('sshKeyAdd', {line: `no-pty,command="x y" ${key.line}\n`});
    expect(fingerprint).toBe(readSshKey(key.line)?.fingerprint);
    expect(await bob!.codeOf('sshKeyAdd', {line: key.line})).toBe(`ssh-key-there ${fingerprint}`);
    expect([
      await login(made, key),
      await login(made, key, {name: 'ann'}),
      await login(made, key, {name: 'zoe'}),
    ]).toEqual(['ok', 'login-failed', 'login-failed']);
    expect((await bob!.request('sshKeyList', {})).keys).toMatchObject([
      {fingerprint, comment: 'me@laptop', lastUsedAtMs: made.clock.now()},
    ]);
    expect((await ann!.request('sshKeyList', {})).keys).toEqual([]);
    expect(await ann!.codeOf('sshKeyRemove', {fingerprint})).toBe(`ssh-key-not-found ${fingerprint}`);
    expect(await bob!.codeOf('sshKeyRemove', {fingerprint})).toBe('ok');
    expect(await login(made, key)).toBe('login-failed');
  });

  test('signed for another server, account or challenge, twice, late, or with SHA-1, lets in nobody', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const key = ed25519();
    await bob!.request('sshKeyAdd', {line: key.line});
    const port = new URL(made.url).port;
    const elsewhere = [
      'http://10.0.0.7:7420',
      `http://evil.example:${port}`,
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1:1',
      '',
      'x'.repeat(43),
    ];
    for (const server of elsewhere) {
      expect([server, await login(made, key, {server})]).toEqual([server, 'login-failed']);
      made.clock.turn(61 * 60_000);
    }
    const wrong: Changed[] = [
      {signedServer: 'http://10.0.0.7:7420'},
      {signedName: 'ann'},
      {challenge: 'x'.repeat(43)},
      {signature: ''},
      {signature: 'AAAA'},
    ];
    for (const changed of wrong) {
      expect([changed, await login(made, key, changed)]).toEqual([changed, 'login-failed']);
      made.clock.turn(61 * 60_000);
    }
    // A challenge is good once and for two minutes, and on its own connection.
    const one = await made.device();
    const {challenge} = await one.request('sshChallenge', {});
    const signature = key.sign(signedData(loginMessage({server: made.url, name: 'bob', challenge}))).toString('base64');
    const packet = {name: 'bob', server: made.url, keyBlob: key.blob.toString('base64'), signature};
    expect(await (await made.device()).codeOf('sshLogin', packet)).toBe('login-failed');
    expect([await one.codeOf('sshLogin', packet), await one.codeOf('sshLogin', packet)]).toEqual([
      'ok',
      'login-failed',
    ]);
    const late = await made.device();
    const second = await late.request('sshChallenge', {});
    made.clock.turn(121_000);
    const old = key.sign(signedData(loginMessage({server: made.url, name: 'bob', challenge: second.challenge})));
    expect(await late.codeOf('sshLogin', {...packet, signature: old.toString('base64')})).toBe('login-failed');
    const weak = rsa(2_048, 'ssh-rsa');
    await bob!.request('sshKeyAdd', {line: weak.line});
    expect(await login(made, weak)).toBe('login-failed');
    expect(await login(made, key)).toBe('ok');
    expect((await made.server.runConsole('audit --deed ssh-key')).join('\n')).toMatch(/@bob +ssh-key +ok .*SHA256:/);
  });

  test('that is none, or weak, is not taken; guesses wait', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const broken = [
      '',
      'x',
      'ssh-ed25519 AAAA',
      `ssh-ed25519 ${Buffer.from('zz').toString('base64')}`,
      ed25519().line.replace('ssh-ed25519 ', 'ssh-rsa '),
      rsa(1_024).line,
    ];
    for (const line of broken)
      expect([line, await bob!.codeOf('sshKeyAdd', {line})]).toEqual([line, 'ssh-key-invalid']);
    const key = ed25519();
    await bob!.request('sshKeyAdd', {line: key.line});
    expect(await login(made, key)).toBe('ok');
    const tries: string[] = [];
    for (let at = 0; at < 12; at++) tries.push(await login(made, ed25519()));
    expect(tries.at(-1)).toMatch(/^login-delayed/);
  });
});

test('a login that a password made lets in nobody once a key is asked for; one by key, and its tokens, do', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const key = ed25519();
  await bob!.request('sshKeyAdd', {line: key.line});
  await ann!.request('sshKeyAdd', {line: ed25519().line});
  const byKey = await made.device();
  const {token} = await byKey.request('sshLogin', await signedBy(made, key, {}, byKey));
  const makeToken = async (by: Device, name: string) =>
    (await by.request('tokenCreate', {name, rights: ['read'], forMs: 24 * 60 * 60_000})).token;
  const [ofPassword, ofKey] = [await makeToken(bob!, 'old'), await makeToken(byKey, 'new')];
  // At once, and of those alone whom it is asked of.
  const ask = (requireSshKey: 'admins' | 'all') => made.server.take({...LIMITED, requireSshKey});
  ask('admins');
  expect(await ann!.next('sessionEnded')).toMatchObject({code: 'ssh-key-needed'});
  expect(await bob!.codeOf('ping', {})).toBe('ok');
  ask('all');
  expect(await bob!.next('sessionEnded')).toMatchObject({code: 'ssh-key-needed'});
  expect(await byKey.codeOf('ping', {})).toBe('ok');
  const codeOf = (one: string) =>
    made.device({token: one}).then(
      () => 'ok',
      (error: {code: string}) => error.code,
    );
  for (const isAgain of [false, true]) {
    if (isAgain) await made.restart({requireSshKey: 'all'});
    expect(await Promise.all([ann!.token, bob!.token, ofPassword, token, ofKey].map(codeOf))).toEqual([
      'ssh-key-needed',
      'ssh-key-needed',
      'ssh-key-needed',
      'ok',
      'ok',
    ]);
    const get = await fetch(`${made.url}/files/${'x'.repeat(22)}`, {headers: {authorization: `Bearer ${bob!.token}`}});
    expect(get.status).toBe(401);
  }
  // Nobody asks for it any more.
  await made.restart({requireSshKey: 'off'});
  expect(await codeOf(bob!.token)).toBe('ok');
});

test('a server can ask for a key: the first one is added by password, which is not enough after that', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  await made.restart({requireSshKey: 'admins'});
  const byPassword = async (name: string) => (await made.device()).codeOf('sessionLogin', {name, password: PASSWORD});
  const begin = async (name: string, line: string, password = PASSWORD) =>
    (await made.device()).codeOf('sshKeyBegin', {name, password, line});
  expect([await byPassword('ann'), await byPassword('bob')]).toEqual(['ssh-key-missing', 'ok']);
  await expect(made.device({token: ann!.token})).rejects.toMatchObject({code: 'ssh-key-missing'});
  expect(await begin('bob', ed25519().line)).toMatch(/^not-allowed/);
  await made.restart({requireSshKey: 'all'});
  await expect(made.device({token: bob!.token})).rejects.toMatchObject({code: 'ssh-key-missing'});
  const [key, stolen] = [ed25519(), ed25519()];
  expect(await begin('bob', key.line, 'not the password')).toBe('login-failed');
  expect(await begin('bob', rsa(1_024).line)).toBe('ssh-key-invalid');
  expect(await begin('bob', key.line)).toBe('ok');
  // A password that was found out adds no key beside it, and lets in nobody.
  expect(await begin('bob', stolen.line)).toMatch(/^not-allowed/);
  expect(await byPassword('bob')).toBe('ssh-key-needed');
  expect([await login(made, key), await login(made, stolen)]).toEqual(['ok', 'login-failed']);
  const newcomer = await made.device();
  expect(await newcomer.codeOf('accountRegister', {name: 'cid', password: PASSWORD})).toBe('ok');
  expect(await newcomer.codeOf('sessionOpen', {})).toBe('not-signed-in');
  // Who has lost the key is helped by an admin, and not by a link alone.
  await begin('ann', stolen.line);
  const admin = await made.device();
  expect(await login(made, stolen, {name: 'ann'}, admin)).toBe('ok');
  await admin.request('sessionOpen', {});
  const link = await admin.request('adminCommand', {name: 'reset-password', args: {user: 'bob'}});
  const resetCode = String(link.rows[0]?.['link']).replace(/^.*#/, '');
  const reset = async () => (await made.device()).codeOf('passwordReset', {resetCode, password: 'a new password'});
  expect(await reset()).toBe('ssh-key-needed');
  expect(await admin.codeOf('adminCommand', {name: 'reset-ssh-keys', args: {user: 'bob'}})).toBe('ok');
  expect(await login(made, key)).toBe('login-failed');
  expect(await begin('bob', ed25519().line)).toBe('ok');
});
