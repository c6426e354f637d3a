/** Logins by SSH that go wrong on purpose: key files, and what is signed, or said to be. */
import {execFileSync} from 'node:child_process';
import {chmodSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {openKeyFile} from '../../src/client/line/sshKeyFile.ts';
import {loginMessage, readSshKey, signedData, sshString} from '../../src/shared/access/sshKey.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {keyFile, openShelf, PASSPHRASE} from '../support/keys/sshKeyFiles.ts';
import {ed25519, type TestKey} from '../support/keys/sshKeys.ts';
import {world, type World} from '../support/world.ts';

const armoured = (bytes: Buffer): string =>
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
const bytesOf = (file: string): Buffer => Buffer.from(file.replaceAll(/-----[^-]+-----/g, ''), 'base64');

describe('B147 a key file', () => {
  test('as with ssh, a file that others may read is not used; nor what is no file, absent, or too large', async () => {
    const {put, path, codeOf} = openShelf();
    for (const mode of [0o640, 0o604, 0o660, 0o777]) {
      put(keyFile('ed25519').file, mode);
      expect(await codeOf()).toBe('ssh-file-readable');
    }
    put(keyFile('ed25519').file, 0o400);
    expect(await codeOf()).toBe('ok');
    const codeAt = (at: string) => openKeyFile(at).catch((error: unknown) => (error as ChatError).code);
    const dir = dirname(path);
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    expect([await codeAt(dir), await codeAt(join(dir, 'x')), await codeAt('/dev/zero'), await codeAt(pipe)]).toEqual(
      Array(4).fill('ssh-file-absent'),
    );
    chmodSync(path, 0o600);
    put('x'.repeat(1024 * 1024));
    expect(await codeOf()).toBe('ssh-file-invalid');
  });

  test('a weak key, a public one, one of an unknown cipher, and other things are no key', async () => {
    const {put, codeOf} = openShelf();
    const wrong = [
      keyFile('rsaWeak').file,
      keyFile('ed25519Gcm').file,
      keyFile('ed25519').line,
      '',
      '-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    ];
    for (const content of wrong) {
      put(content);
      expect([content.slice(0, 60), await codeOf('x')]).toEqual([content.slice(0, 60), 'ssh-file-invalid']);
    }
  });

  test('cut at every byte, and with every byte changed, it is refused or the same key', async () => {
    const {put, path, codeOf} = openShelf();
    for (const [name, passphrase] of [['ed25519', undefined] as const, ['ecdsa256', undefined] as const]) {
      const whole = bytesOf(keyFile(name).file);
      const {blob} = readSshKey(keyFile(name).line)!;
      for (let at = 0; at < whole.length; at++) {
        put(armoured(whole.subarray(0, at)));
        // The padding at its end says nothing.
        const cut = await openKeyFile(path).then(
          one => (one.blob.equals(blob) ? 'the same' : 'another'),
          (error: unknown) => (error instanceof ChatError ? error.code : String(error)),
        );
        expect(cut).toMatch(/^(?:the same|ssh-file-invalid)$/);
        const changed = Buffer.from(whole);
        changed[at]! ^= 0xff;
        put(armoured(changed));
        expect(await codeOf(passphrase)).toMatch(/^(?:ok|ssh-(?:file-invalid|passphrase-needed|passphrase-wrong))$/);
      }
    }
    // An encrypted one: its head alone, which is what is read before the passphrase is used.
    const sealed = bytesOf(keyFile('ed25519Encrypted').file);
    for (let at = 0; at < sealed.length; at++) {
      put(armoured(sealed.subarray(0, at)));
      expect([at, await codeOf(PASSPHRASE)]).toEqual([at, 'ssh-file-invalid']);
    }
  });

  test('one that would keep the program busy for years is refused', async () => {
    const {put, codeOf} = openShelf();
    const count = Buffer.from([0xff, 0xff, 0xff, 0xff]);
    const options = Buffer.concat([sshString(Buffer.alloc(16)), count]);
    const parts = ['aes256-ctr', 'bcrypt', options].map(part => sshString(part));
    const one = Buffer.from([0, 0, 0, 1]);
    put(
      armoured(
        Buffer.concat([Buffer.from('openssh-key-v1\0'), ...parts, one, sshString('x'), sshString('y'.repeat(16))]),
      ),
    );
    expect(await codeOf('x')).toBe('ssh-file-invalid');
  });
});

/** @param dataOf what is signed, given the challenge */
async function login(made: World, key: TestKey, dataOf: (challenge: string) => Buffer): Promise<string> {
  const one = await made.device();
  const {challenge = ''} = await one.request('sshChallenge', {}).catch(() => ({challenge: undefined}));
  if (challenge === '') return one.close().then(() => 'no challenge');
  const signature = key.sign(dataOf(challenge)).toString('base64');
  const packet = {name: 'bob', server: made.url, keyBlob: key.blob.toString('base64'), signature};
  return one.codeOf('sshLogin', packet).finally(() => one.close());
}
const meant = (made: World) => (challenge: string) =>
  signedData(loginMessage({server: made.url, name: 'bob', challenge}));

describe('B148 a signature', () => {
  test('for git, for a file, or without the namespace is no login', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const key = ed25519();
    await bob!.request('sshKeyAdd', {line: key.line});
    const renamed = (namespace: string) => (challenge: string) => {
      const data = meant(made)(challenge);
      const own = Buffer.concat([Buffer.from('SSHSIG'), sshString('chat-tui-login')]);
      return Buffer.concat([Buffer.from('SSHSIG'), sshString(namespace), data.subarray(own.length)]);
    };
    const plain = (challenge: string) => Buffer.from(loginMessage({server: made.url, name: 'bob', challenge}));
    for (const dataOf of [renamed('git'), renamed('file'), renamed(''), plain])
      expect(await login(made, key, dataOf)).toBe('login-failed');
    expect(await login(made, key, renamed('chat-tui-login'))).toBe('ok');
  });

  test('by the key of an account that is deleted or disabled lets in nobody', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const key = ed25519();
    await bob!.request('sshKeyAdd', {line: key.line});
    const admin = (name: string) => ann!.codeOf('adminCommand', {name, args: {user: 'bob'}});
    expect(await admin('disable')).toBe('ok');
    expect(await login(made, key, meant(made))).toMatch(/^account-disabled/);
    expect(await admin('enable')).toBe('ok');
    expect(await login(made, key, meant(made))).toBe('ok');
    expect(await admin('delete-account')).toBe('ok');
    expect(await login(made, key, meant(made))).toBe('login-failed');
  });

  test('a hundred at once, with good and strange keys: each gets an answer, the right ones alone come in', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const [key, other] = [ed25519(), ed25519()];
    await bob!.request('sshKeyAdd', {line: key.line});
    const answers = await Promise.all(
      Array.from({length: 100}, async (_, at) => {
        const code = await login(made, at % 2 === 0 ? key : other, meant(made)).catch(
          (error: unknown) => (error as ChatError).code,
        );
        return [at, code] as const;
      }),
    );
    expect(answers).toHaveLength(100);
    expect(answers.filter(([at, code]) => at % 2 === 1 && code === 'ok')).toEqual([]);
    made.clock.turn(61 * 60_000);
    expect(await login(made, key, meant(made))).toBe('ok');
  });

  test('keys, signatures and lines of a megabyte are no packets at all', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const [long, large] = ['A'.repeat(100 * 1024), 'A'.repeat(1024 * 1024)];
    const line = `ssh-ed25519 ${'A'.repeat(8_000)} ${'x'.repeat(100)}`;
    expect(await bob!.codeOf('sshKeyAdd', {line})).toBe('ssh-key-invalid');
    expect(await bob!.codeOf('sshKeyAdd', {line: `ssh-rsa ${long}`})).toMatch(/^bad-request/);
    const anonymous = await made.device();
    const packet = {name: 'bob', server: made.url, keyBlob: 'x', signature: 'x'};
    for (const one of [{keyBlob: long}, {signature: long}, {server: long}, {name: long}])
      expect(await anonymous.codeOf('sshLogin', {...packet, ...one})).toMatch(/^bad-request/);
    // More than a packet may be: the connection ends before any of it is looked at.
    void bob!.raw('sshKeyAdd', {line: large}).catch(() => undefined);
    expect(await bob!.ended).not.toBe('');
    expect(await anonymous.codeOf('ping', {})).toBe('ok');
  });
});
