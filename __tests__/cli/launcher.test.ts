/** The launcher hands on what it was given; a server that has become quiet gives memory back. */
import {afterEach, expect, test} from '@jest/globals';
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {cleanUp, person, temporaryFolder} from '../support/program.ts';

afterEach(cleanUp);

test('words, spaces and quotes arrive as they were given', async () => {
  const ran = await person().run(['serve', '--data', '/proc/no such "folder" $HOME *']);
  expect(ran.stderr).toContain('/proc/no such "folder" $HOME *');
  expect(ran.code).not.toBe(0);
});

test.each([[''], ['here'], ['.']])('with %j as its home folder it takes no other one in its place', async HOME => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.config', 'chat-tui'), {recursive: true});
  writeFileSync(join(folder, '.config', 'chat-tui', 'config.toml'), 'server = "127.0.0.1:9"\n');
  const env = {HOME, CHAT_TUI_HOME: '', NODE_COMPILE_CACHE: ''};
  for (const args of [['whoami'], ['serve', '--port', '0'], ['trust']]) {
    const ran = await person().run(args, {cwd: folder, env});
    expect({args, ...ran}).toEqual({
      args,
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^[^\n]*CHAT_TUI_HOME[^\n]*\n$/),
    });
  }
  expect(readdirSync(folder, {recursive: true, encoding: 'utf8'})).toHaveLength(3);
  // Where it is said where everything is kept, nothing else is needed.
  expect(await person().run(['trust'], {cwd: folder, env: {...env, CHAT_TUI_HOME: temporaryFolder()}})).toMatchObject({
    code: 0,
  });
});

test('a server that has nothing to do gives back what its start needed', async () => {
  const server = person().start(['serve', '--port', '0'], {nodeArgs: ['--trace-gc']});
  // V8's words for a whole collection that was asked for, with the megabytes that the heap took before and after.
  const [, before, after] = await server.waitFor(/\((\d+\.\d)\) -> \S+ \((\d+\.\d)\) MB.*low memory notification/);
  expect(Number(after)).toBeLessThan(Number(before));
  await server.stop();
});
