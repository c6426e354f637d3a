/**
 * Who becomes the owner of a server: only who has its one-time code, whatever anonymous connections and other users of the
 * machine do first.
 */
import {chmod, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {account, cleanUp, jsonLinesOf, passwordOf, person, serve} from '../support/program.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

afterEach(cleanUp);

const codeIn = async (dataDir: string) => (await readFile(join(dataDir, 'owner-code'), 'utf8')).trim();

async function register(made: World, name: string, ownerCode?: string): Promise<string> {
  const anonymous = await made.device();
  const params = {name, password: PASSWORD, ...(ownerCode !== undefined && {ownerCode})};
  const code = await anonymous.codeOf('accountRegister', params);
  if (code !== 'ok') return code;
  return (await anonymous.request('sessionOpen', {})).me.role;
}

describe('B53 a server without owner', () => {
  test.each(['closed', 'invite'] as const)(
    'that is %s lets nobody in without a code, and its owner with the code',
    async registration => {
      const made = await world({settings: {registration}});
      const refusal = registration === 'closed' ? 'registration-closed' : 'invite-needed';
      expect(await register(made, 'mallory')).toBe(refusal);
      const code = await codeIn(made.dataDir);
      expect(await register(made, 'ann', code)).toBe('owner');
      expect(await register(made, 'mallory')).toBe(refusal);
      expect(await register(made, 'mallory', code)).toBe('owner-code-wrong');
    },
  );

  test('gives a first account that proves nothing no more than any other', async () => {
    const made = await world();
    expect(await register(made, 'mallory')).toBe('member');
    const anonymous = await made.device();
    expect(await anonymous.request('serverShow', {})).toMatchObject({hasOwner: false});
    expect(await register(made, 'ann', await codeIn(made.dataDir))).toBe('owner');
    expect(await anonymous.request('serverShow', {})).toMatchObject({hasOwner: true});
  });

  test('has one owner, also when two come with the same code at once, and one account less', async () => {
    const made = await world({settings: {registration: 'closed'}});
    const code = await codeIn(made.dataDir);
    const outcomes = await Promise.all(['ann', 'bob', 'cid'].map(name => register(made, name, code)));
    expect(outcomes.toSorted()).toEqual(['owner', 'owner-code-wrong', 'owner-code-wrong']);
  });

  test('keeps its code until it is used, for nobody else to read, and not after that', async () => {
    const made = await world();
    const path = join(made.dataDir, 'owner-code');
    const code = await codeIn(made.dataDir);
    expect(code).toMatch(/^own_[A-Za-z0-9_-]{43}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(made.server.ownerLink).toBe(`${made.url}/join#${code}`);
    await made.restart();
    expect(await codeIn(made.dataDir)).toBe(code);
    // Somebody may have read it: it is made anew.
    await chmod(path, 0o644);
    await made.restart();
    const fresh = await codeIn(made.dataDir);
    expect(fresh).not.toBe(code);
    expect(await register(made, 'mallory', code)).toBe('owner-code-wrong');
    expect(await register(made, 'ann', fresh)).toBe('owner');
    await expect(stat(path)).rejects.toThrow(/ENOENT/);
    expect(made.server.ownerLink).toBeUndefined();
    await made.restart();
    expect(made.server.ownerLink).toBeUndefined();
  });

  test('takes few guesses from one network, and writes them down', async () => {
    const made = await world();
    const guesses = ['', 'x', 'own_', `own_${'A'.repeat(43)}`, '\u0000', (await codeIn(made.dataDir)).slice(0, -1)];
    const outcomes: string[] = [];
    for (let at = 0; at < 12; at++) outcomes.push(await register(made, 'mallory', guesses[at % guesses.length]));
    expect(outcomes.slice(0, 10)).toEqual(Array.from({length: 10}, () => 'owner-code-wrong'));
    expect(outcomes.slice(10)).toEqual([expect.stringMatching(/^too-many-requests/), expect.anything()]);
    expect(made.logLines.filter(line => line.includes('a wrong owner code'))).toHaveLength(10);
    made.clock.turn(60_000);
    expect(await register(made, 'ann', await codeIn(made.dataDir))).toBe('owner');
  });
});

describe('B53 a closed server that nobody owns yet', () => {
  const REGISTER = ['register', '--store', 'file', '--password-stdin'];

  test('is owned by who has the file of its code, found, named or in a link, and by no other user', async () => {
    const host = person();
    const server = await serve(host, ['--registration', 'closed']);
    const mallory = await person().call([...REGISTER, '--user', 'mallory', '--server', server.url], {stdin: PASSWORD});
    expect(mallory).toMatchObject({code: 4, stderr: 'This server takes no new accounts. Ask its owner.\n'});
    expect(await host.call([...REGISTER, '--user', 'ann'], {stdin: PASSWORD})).toMatchObject({code: 0, stderr: ''});
    expect(jsonLinesOf((await host.call(['whoami', '--json'])).stdout)).toMatchObject([{name: 'ann', role: 'owner'}]);
    expect(await host.call([...REGISTER, '--user', 'bob'], {stdin: PASSWORD})).toMatchObject({code: 4});
    await server.stop();
    const again = await serve(host, ['--registration', 'closed']);
    expect(again.stdout()).not.toContain('own_');
  });

  test('prints its owner link at each start, which lets one account in', async () => {
    const host = person();
    const first = await serve(host, ['--registration', 'closed']);
    const [link = ''] = await first.waitFor(/http:\S+#own_\S+/);
    await first.stop();
    const server = await serve(host, ['--registration', 'closed']);
    expect(server.stdout()).toContain(new URL(link).hash);
    const ann = await account(server, 'ann');
    expect((await ann.call(['whoami'])).stdout).toMatch(/^ann \(owner\)/);
    expect(server.stderr()).not.toContain(new URL(link).hash);
    const args = [...REGISTER, '--user', 'mallory', '--server', link.replace(/^[^#]+/, `${server.url}/join`)];
    const late = await person().call(args, {stdin: passwordOf('mallory')});
    expect(late).toMatchObject({code: 4, stderr: expect.stringMatching(/^This owner code is not valid/)});
  });

  test('says what is wrong with a file of a code', async () => {
    const host = person();
    const server = await serve(host);
    const file = join(host.home, 'server', 'owner-code');
    const args = (path: string) => [...REGISTER, '--user', 'ann', '--server', server.url, '--owner-code-file', path];
    for (const path of [join(host.home, 'none'), host.home, '/dev/null']) {
      const ran = await person().call(args(path), {stdin: PASSWORD});
      expect(ran).toMatchObject({code: 2, stderr: expect.stringContaining(path)});
    }
    expect(await person().call(args(file), {stdin: PASSWORD})).toMatchObject({code: 0});
  });
});
