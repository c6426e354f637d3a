/** Other ways in than a password, in the shell: by a link, on the machine of a server that does not run, by an SSH key. */
import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, expect, test} from '@jest/globals';
import {keyFile} from '../support/keys/sshKeyFiles.ts';
import {ed25519, startAgent} from '../support/keys/sshKeys.ts';
import {account, cleanUp, person, serve} from '../support/program.ts';

afterAll(cleanUp);

const NEW = 'a password that is new\n';

test('an owner is let in again on the machine itself, and only while no server runs', async () => {
  const host = person();
  const server = await serve(host);
  const ann = await account(server, 'ann');
  await account(server, 'bob');
  const recover = ['admin', 'recover-owner', '--password-stdin', '--data', join(host.home, 'server')];
  const refused = await host.call(recover, {stdin: NEW});
  expect(refused).toMatchObject({code: 2, stderr: expect.stringContaining('A server runs on')});
  const made = await host.call(['admin', 'reset-password', '@bob']);
  const link = /^\S+#rst_\S+/.exec(made.stdout)?.[0] ?? '';
  const bob = person();
  const set = ['login', '--user', 'bob', '--store', 'file', '--password-stdin', '--server', link];
  expect(await bob.call(set, {stdin: NEW})).toMatchObject({code: 0, stderr: ''});
  expect(await bob.call(set, {stdin: NEW})).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('sets no password'),
  });
  expect((await bob.call(['whoami'])).stdout).toMatch(/^bob /);
  await server.stop();
  expect(await host.call(recover, {stdin: 'short\n'})).toMatchObject({code: 4});
  const done = await host.call(recover, {stdin: NEW});
  expect(done).toMatchObject({code: 0, stdout: expect.stringContaining('@ann, who owns this server')});
  const again = await serve(host);
  expect((await ann.call(['whoami', '--server', again.url])).code).toBe(4);
  const login = ['login', '--user', 'ann', '--store', 'file', '--password-stdin', '--server', again.url];
  expect(await ann.call(login, {stdin: NEW})).toMatchObject({code: 0});
  expect((await host.call(['admin', 'audit'])).stdout).toMatch(/reset .*the password of the owner, @ann/);
});

test('where there is no server, nothing is made', async () => {
  const host = person();
  const ran = await host.call(['admin', 'recover-owner', '--password-stdin', '--data', join(host.home, 'x')], {
    stdin: NEW,
  });
  expect(ran).toMatchObject({code: 2, stderr: expect.stringContaining('no data of a server')});
});

test('an SSH agent logs in, without a password', async () => {
  const server = await serve(person());
  await account(server, 'opal');
  const ann = await account(server, 'ann');
  const [key, other] = [ed25519(), ed25519()];
  const agent = await startAgent(other, key);
  expect(await ann.call(['ssh-keys', 'add', '-'], {stdin: `${key.line}\n`})).toMatchObject({code: 0});
  const again = person();
  const args = ['login', '--user', 'ann', '--ssh', '--store', 'file', '--server', server.url];
  const env = {SSH_AUTH_SOCK: agent.path};
  expect(await again.run(args, {env})).toMatchObject({code: 0, stderr: ''});
  expect((await again.call(['whoami'])).stdout).toMatch(/^ann /);
  expect(await again.run(args, {env: {SSH_AUTH_SOCK: ''}})).toMatchObject({code: 2});
  agent.close();
});

test('a key file logs in; one that is encrypted asks for its passphrase, and nothing of it is an argument', async () => {
  const server = await serve(person());
  const ann = await account(server, 'ann');
  const login = ['login', '--user', 'ann', '--store', 'file', '--server', server.url];
  const env = {SSH_AUTH_SOCK: ''};
  const files = ['rsa', 'ed25519Encrypted'].map(name => {
    const path = join(ann.home, name);
    writeFileSync(path, keyFile(name).file, {mode: 0o600});
    return path;
  });
  const [plain = '', encrypted = ''] = files;
  expect(await ann.run([...login, '--identity', plain], {env})).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('takes none of these SSH keys'),
  });
  for (const name of ['rsa', 'ed25519Encrypted'])
    expect(await ann.call(['ssh-keys', 'add', '-'], {stdin: keyFile(name).line})).toMatchObject({code: 0});
  expect(await person().run([...login, '--identity', plain], {env})).toMatchObject({code: 0, stderr: ''});
  const opened = await person().run([...login, '--identity', encrypted, '--password-stdin'], {
    env,
    stdin: 'the passphrase\n',
  });
  expect(opened).toMatchObject({code: 0, stderr: ''});
  expect(
    await person().run([...login, '--identity', encrypted, '--password-stdin'], {env, stdin: 'x\n'}),
  ).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('not the passphrase'),
  });
  expect(await person().run([...login, '--identity', encrypted], {env})).toMatchObject({code: 2});
  chmodSync(plain, 0o644);
  expect(await person().run([...login, '--identity', plain], {env})).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('chmod 600'),
  });
});
