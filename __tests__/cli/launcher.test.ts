/** The launcher hands on what it was given; a server that has become quiet gives memory back. */
import {afterEach, expect, test} from '@jest/globals';
import {cleanUp, person} from '../support/program.ts';

afterEach(cleanUp);

test('words, spaces and quotes arrive as they were given', async () => {
  const ran = await person().run(['serve', '--data', '/proc/no such "folder" $HOME *']);
  expect(ran.stderr).toContain('/proc/no such "folder" $HOME *');
  expect(ran.code).not.toBe(0);
});

test('a server that has nothing to do gives back what its start needed', async () => {
  const server = person().start(['serve', '--port', '0'], {nodeArgs: ['--trace-gc']});
  // V8's words for a whole collection that was asked for, with the megabytes that the heap took before and after.
  const [, before, after] = await server.waitFor(/\((\d+\.\d)\) -> \S+ \((\d+\.\d)\) MB.*low memory notification/);
  expect(Number(after)).toBeLessThan(Number(before));
  await server.stop();
});
