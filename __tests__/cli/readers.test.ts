/** Verbs whose output nobody reads any more: what follows ends, what is work goes on, and the exit code holds. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {spawnSync} from 'node:child_process';
import {account, BIN, cleanUp, person, serve, type Person} from '../support/program.ts';
import {FILE} from '../support/verbCalls.ts';

let dora: Person;

beforeAll(async () => {
  dora = await account(await serve(person()), 'dora');
  await dora.call(['send', '#lobby', '--file', FILE]);
});
afterAll(cleanUp);

describe('whoever reads the output', () => {
  const piped = (command: string) => {
    const ran = spawnSync('bash', ['-c', command, 'bash', process.execPath, BIN], {
      env: dora.env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    return {status: ran.status, stdout: ran.stdout, stderr: ran.stderr};
  };

  test.each([
    ['with enough after a line', 'head -n 1 >/dev/null', 5],
    ['at once', 'true', 0],
  ])('and goes %s ends what follows, although nothing more comes', (_, reader, lines) => {
    const ran = piped(`"$1" "$2" tail '#lobby' -n ${lines} -f | ${reader}; echo "\${PIPESTATUS[0]}"`);
    expect(ran).toEqual({status: 0, stdout: '0\n', stderr: ''});
  });

  test('and goes does not end the work, whose exit code holds', async () => {
    const ran = piped(
      `"$1" "$2" send '#lobby' --json --file ${FILE} package.json -- hello | true; echo "\${PIPESTATUS[0]}"`,
    );
    expect(ran).toEqual({status: 0, stdout: '0\n', stderr: ''});
    const {stdout} = await dora.call(['files', '#lobby']);
    expect(stdout).toContain('package.json');
    expect(piped(`"$1" "$2" get '#lobby' ${FILE} none | true; echo "\${PIPESTATUS[0]}"`).stdout).toBe('4\n');
  });

  test.each([
    ['output', 'seq 1 200000', '| head -n 1', 'seq.log'],
    ['errors', "sh -c 'seq 1 200000 >&2'", '2>&1 >/dev/null | head -n 1', 'sh.log'],
  ])('of the %s of a command goes, and all of it is posted', async (_, command, reader, log) => {
    const ran = piped(`"$1" "$2" run '#lobby' -- ${command} ${reader} >/dev/null; echo "\${PIPESTATUS[0]}"`);
    expect(ran).toMatchObject({status: 0, stdout: '0\n'});
    const {stdout} = await dora.call(['files', '#lobby']);
    expect(stdout).toContain(log);
  });

  test('of sentences may go as well', () => {
    const ran = piped(`"$1" "$2" get '#lobby' none 2>&1 >/dev/null | true; echo "\${PIPESTATUS[0]}"`);
    expect(ran).toEqual({status: 0, stdout: '4\n', stderr: ''});
  });
});
