/** The settings of a server: checked, printed as a file, and taken while it runs. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {renameSync, writeFileSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {parse} from 'smol-toml';
import {settingNames, rowOf} from '../../src/cli/settings/settings.ts';
import {within} from '../support/suite/deadline.ts';
import {account, cleanUp, passwordOf, person, serve, temporaryFolder, type Person} from '../support/program.ts';
import {SELF_SIGNED} from '../support/keys/selfSigned.ts';

afterEach(cleanUp);

const configure = (who: Person, text: string): void => writeFileSync(join(who.home, 'config.toml'), text);

describe('serve --check', () => {
  test.each([
    ['max-usres = 5', /unknown setting serve\.max-usres; did you mean serve\.max-users\?/],
    ['registratoin = "open"', /did you mean serve\.registration\?/],
    ['PORT = 1', /unknown setting serve\.PORT; did you mean serve\.port\?/],
    ['xyzzy-plugh = 1', /unknown setting serve\.xyzzy-plugh\.\n/],
    ['registration = "sometimes"', /serve\.registration in .* must be one of auto, open, invite, closed\./],
    ['port = [1]', /serve\.port in .* must be text or a number\./],
    ['port = ', /is not valid TOML in line 2/],
  ])('names what is wrong with %j', async (line, sentence) => {
    const owner = person();
    configure(owner, `[serve]\n${line}\n`);
    const {code, stdout, stderr} = await owner.call(['serve', '--check']);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(sentence)]);
  });

  test('names all of it, and says so when nothing is wrong', async () => {
    const owner = person();
    configure(owner, '[serve]\nprot = 1\nmax-users = "many"\nfile-days = -1\n');
    const {stderr} = await owner.call(['serve', '--check']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(3);
    configure(owner, 'server = "chat.example"\n[serve]\nport = 7500\n');
    expect(await owner.call(['serve', '--check'])).toMatchObject({code: 0, stderr: ''});
  });
});

test('the printed file has every setting, and without its marks it is valid', async () => {
  const owner = person();
  const {stdout} = await owner.call(['serve', '--print-config']);
  const keys = settingNames('server').flatMap(name => rowOf(name).key ?? []);
  expect(keys.filter(key => !stdout.includes(`\n# ${key.slice('serve.'.length)} = `))).toEqual([]);
  expect(stdout.split('\n').filter(line => line.length > 140)).toEqual([]);
  const said = stdout.replaceAll(/^# ([a-z-]+ = (?!"")\S.*)$/gm, '$1');
  expect(Object.keys(parse(said)['serve'] as object).length).toBeGreaterThan(10);
  configure(owner, said);
  expect(await owner.call(['serve', '--check'])).toMatchObject({code: 0, stderr: ''});
});

describe('settings that do not go together', () => {
  test.each([
    [['--tls-cert', '/x/cert.pem'], /--tls-cert and --tls-key belong together/],
    [['--tls', 'off', '--tls-cert', '/x/cert.pem', '--tls-key', '/x/key.pem'], /contradict each other/],
    [['--announce', 'on'], /--announce is for a server that others reach/],
  ])('serve --check %j says so', async (args, sentence) => {
    const ran = await person().call(['serve', '--check', ...args]);
    expect(ran).toEqual({code: 2, stdout: '', stderr: expect.stringMatching(sentence)});
  });
});

describe('a running server', () => {
  test('lets nobody register without an invitation because a setting that needs a restart is taken back', async () => {
    const owner = person();
    configure(owner, '[serve]\npublic-url = "https://chat.example.org"\n');
    const server = await serve(owner);
    await account(server, 'alice');
    configure(owner, '');
    const told = await owner.call(['admin', 'config', 'reload']);
    expect(told.stdout).toContain('Needs a restart: serve.public-url.\n');
    await expect(account(server, 'bob')).rejects.toThrow('by invitation');
    configure(owner, '[serve]\nregistration = "open"\n');
    await owner.call(['admin', 'config', 'reload']);
    expect((await account(server, 'bob')).home).not.toBe('');
  });

  test('takes nothing of what does not go together', async () => {
    const owner = person();
    configure(owner, '[serve]\n');
    const server = await serve(owner);
    const bob = await account(server, 'bob');
    configure(owner, '[serve]\nlog-level = "debug"\ntls-cert = "/x/cert.pem"\n');
    expect(await owner.call(['admin', 'config', 'reload'])).toMatchObject({code: 4});
    await bob.call(['send', '#lobby', 'words']);
    await server.stop();
    expect(server.stderr()).not.toContain('"level":"debug"');
  });

  test('takes what it can by admin config and SIGHUP, tells what it cannot, and keeps all where one is wrong', async () => {
    const owner = person();
    configure(owner, '[serve]\nregistration = "open"\nmetrics = 0\n');
    const server = await serve(owner);
    await account(server, 'alice');
    configure(owner, '[serve]\nregistration = "closed"\nfile-days = 30\nmetrics = 9\n');
    const told = await owner.call(['admin', 'config', 'reload']);
    expect([told.stderr, told.stdout]).toEqual([
      '',
      'Taken: serve.registration, serve.file-days.\nNeeds a restart: serve.metrics.\n',
    ]);
    await expect(account(server, 'bob')).rejects.toThrow('takes no new accounts');
    expect((await owner.call(['admin', 'config'])).stdout).toMatch(/serve\.file-days +30\n/);
    expect((await owner.call(['admin', 'log', '-n', '3'])).stdout).toMatch(
      /config +ok +local +serve.registration, serve.file-days/,
    );
    configure(owner, '[serve]\nregistration = "open"\nfile-days = "soon"\n');
    expect(await owner.call(['admin', 'config', 'reload'])).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/were not taken: serve\.file-days in .* Everything stays as it was\.\n$/),
    });
    server.child.kill('SIGHUP');
    await server.waitFor(/the settings could not be read again/);
    configure(owner, '[serve]\nregistration = "open"\n');
    server.child.kill('SIGHUP');
    await server.waitFor(/"changed":\["serve\.registration","serve\.file-days"\].*settings read again/);
    const bob = await account(server, 'bob');
    configure(owner, '[serve]\nregistration = "open"\nlog-level = "debug"\n');
    server.child.kill('SIGHUP');
    await server.waitFor(/"changed":\["serve\.log-level"\]/);
    await bob.call(['send', '#lobby', 'words that nobody logs']);
    await server.waitFor(/"level":"debug".*"request":"messageSend","by":"bob"/);
    expect(server.stderr()).not.toContain('words that nobody logs');
  });

  test('that is told to read them again while it starts does so when it is ready', async () => {
    const owner = person();
    const first = await serve(owner);
    await account(first, 'alice');
    await first.stop();
    const folder = temporaryFolder();
    const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    writeFileSync(key, SELF_SIGNED.key, {mode: 0o600});
    // A start that waits for somebody to write the certificate.
    execFileSync('mkfifo', [certificate]);
    configure(owner, '[serve]\nregistration = "open"\n');
    const server = owner.start(['serve', '--port', '0', '--tls-cert', certificate, '--tls-key', key]);
    const pipe = await within('the certificate to be read', open(certificate, 'w'));
    configure(owner, '[serve]\nregistration = "closed"\n');
    server.child.kill('SIGHUP');
    writeFileSync(`${certificate}.new`, SELF_SIGNED.cert);
    renameSync(`${certificate}.new`, certificate);
    await pipe.writeFile(SELF_SIGNED.cert);
    await pipe.close();
    await server.waitFor(/"changed":\["serve\.registration"\].*settings read again/);
    expect(server.stderr()).toMatch(/server ready[^]*settings read again/);
    expect(server.stderr().match(/settings read again/g)).toHaveLength(1);
    const [link = ''] = await server.waitFor(/https:\/\/\S+\/join\S*/);
    const args = ['register', '--user', 'bob', '--store', 'file', '--password-stdin', '--server', link];
    const refused = await person().call(args, {stdin: passwordOf('bob')});
    expect(refused).toMatchObject({code: 4, stderr: expect.stringContaining('takes no new accounts')});
    await server.stop();
  });
});
