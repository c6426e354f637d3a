/** The questions of the plain mode before a login, at a server that has accounts but no owner yet. */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {cleanUp, passwordOf, person, serve, type Person, type ServerProcess} from '../support/program.ts';

const OWNS = /owns? (?:it|the server)/;
const ASKED = 'Do you have an account there?';

let host: Person;
let server: ServerProcess;

const typed = (...lines: string[]) => ({stdin: `${lines.join('\n')}\n`});

/** With whom somebody is logged in at the end, and all that was printed. */
async function joined(who: Person, args: readonly string[], ...lines: string[]) {
  const {stdout} = await who.run([...args, '--plain'], typed(...lines, '/quit'));
  return {stdout, name: /You are logged in as (\S+)\./.exec(stdout)?.[1]};
}

beforeAll(async () => {
  host = person();
  server = await serve(host, ['--registration', 'open']);
  const args = ['register', '--server', server.url, '--user', 'bob', '--store', 'file', '--password-stdin'];
  // Without the owner code.
  const {code, stderr} = await person().call(args, typed(passwordOf('bob')));
  if (code !== 0) throw new Error(`register failed: ${stderr}`);
});
afterAll(cleanUp);

test('somebody with an account logs in from another machine', async () => {
  const {stdout, name} = await joined(person(), ['join', server.url], 'yes', 'bob', passwordOf('bob'), 'yes');
  expect(name).toBe('bob');
  expect(stdout).toContain(`${ASKED} Yes or no; an empty line is no.`);
  expect(stdout).not.toMatch(OWNS);
});

test('somebody new makes an account, and is not told to own the server', async () => {
  const secret = passwordOf('carol');
  const {stdout, name} = await joined(
    person(),
    ['join', server.url],
    '',
    'carol',
    secret,
    secret,
    'yes',
    '/admin users',
  );
  expect(name).toBe('carol');
  expect(stdout).not.toMatch(OWNS);
  expect(stdout).toContain('Problem: ');
});

test('who may not make one is told so before a name and a password are asked for', async () => {
  const invited = await serve(person(), ['--registration', 'invite']);
  const {stdout, name} = await joined(person(), ['join', invited.url], 'no');
  expect(name).toBeUndefined();
  expect(stdout).toContain(`${ASKED} Yes or no; an empty line is yes.`);
  expect(stdout).toMatch(/Problem: [^\n]*invit/);
  expect(stdout).not.toContain('Login name');
});

test('with the owner code it is said who will own it, and who has an account there already can log in all the same', async () => {
  const secret = passwordOf('bob');
  const lines = ['bob', secret, secret, 'yes', 'bob', secret, 'yes'];
  const {stdout, name} = await joined(host, ['join', server.url], ...lines);
  expect(stdout).toMatch(OWNS);
  expect(stdout.indexOf(ASKED)).toBeGreaterThan(stdout.indexOf('Problem: '));
  expect(name).toBe('bob');
});
