/** The built program on the oldest Node that it promises to run on: everything that only a newer one can do shows here. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {cleanUp, jsonLinesOf, person, type RunOptions, temporaryFolder} from '../support/program.ts';

const runtime = process.env.CHAT_TUI_OLDEST_NODE ?? '';
const PASSWORD = 'a password for tests';

if (runtime === '') {
  process.stderr.write(
    'The oldest Node is not tested here. Install: npm install --prefix FOLDER node@22.13.1, and set ' +
      'CHAT_TUI_OLDEST_NODE to FOLDER/node_modules/node/bin/node\n',
  );
}

afterEach(cleanUp);

(runtime === '' ? describe.skip : describe)('the oldest Node', () => {
  test('is the one that package.json names', () => {
    const {engines} = JSON.parse(readFileSync('package.json', 'utf8')) as {engines: {node: string}};
    const version = execFileSync(runtime, ['--version'], {encoding: 'utf8'});
    expect(version.startsWith(`v${engines.node.replace('>=', '')}.`)).toBe(true);
  });

  test('runs a server, and verbs that write, read, send a file and take it', async () => {
    const host = person();
    const server = host.start(['serve', '--port', '0'], {runtime});
    const [, url = ''] = await server.waitFor(/ready at (http:\S+)/);
    const run = async (name: string, args: readonly string[], options: RunOptions = {}) => {
      const {code, stdout, stderr} = await people[name]!.run(args, {runtime, ...options});
      expect({args, code, stderr}).toMatchObject({args, code: 0});
      return stdout;
    };
    const people: Record<string, ReturnType<typeof person>> = {
      ann: person(undefined, {CHAT_TUI_SERVER: url}),
      bob: person(undefined, {CHAT_TUI_SERVER: url}),
    };
    for (const name of ['ann', 'bob']) {
      const owns = name === 'ann' ? ['--owner-code-file', join(host.home, 'server', 'owner-code')] : [];
      const args = ['register', '--user', name, '--password-stdin', '--store', 'file', ...owns];
      await run(name, args, {stdin: `${PASSWORD}\n`});
    }
    const path = join(temporaryFolder(), 'notes.txt');
    writeFileSync(path, 'what a file holds');
    await run('ann', ['send', '#lobby', 'hello', '@bob']);
    await run('ann', ['send', '@bob', 'a word']);
    await run('ann', ['send', '#lobby', '--file', path]);
    await run('ann', ['create', '#tea']);
    await run('bob', ['join', '#tea']);
    await run('ann', ['topic', '#tea', 'leaves']);
    expect(jsonLinesOf(await run('bob', ['unread', '--json']))).toEqual(
      expect.arrayContaining([expect.objectContaining({room: '#lobby', mentions: 1})]),
    );
    expect(jsonLinesOf(await run('bob', ['tail', '#lobby', '--json']))).toContainEqual(
      expect.objectContaining({kind: 'message', text: 'hello @bob'}),
    );
    // Encrypted, because both have keys by now.
    await run('bob', ['send', '@ann', 'a word back']);
    expect(jsonLinesOf(await run('ann', ['tail', '@bob', '--json']))).toEqual(
      expect.arrayContaining([expect.objectContaining({text: 'a word back'})]),
    );
    const folder = temporaryFolder();
    await run('bob', ['get', '#lobby', 'notes.txt', '--out', folder]);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('what a file holds');
    expect(await run('ann', ['admin', 'users'])).toContain('bob');
    expect(await server.stop('SIGTERM')).toMatchObject({code: 0});
  });
});
