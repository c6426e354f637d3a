/** The server is killed while people write, and started again. */
import {afterEach, expect, test} from '@jest/globals';
import {join} from 'node:path';
import {holdPort} from '../support/machine/heldPort.ts';
import {
  account,
  cleanUp,
  jsonLinesOf,
  onCleanUp,
  person,
  type Person,
  serve,
  type ServerProcess,
  temporaryFolder,
} from '../support/program.ts';
import {openScreenOf} from '../support/screen/screens.ts';
import {KEY, type TerminalProcess} from '../support/screen/terminal.ts';

afterEach(cleanUp);

const COUNT = 30;

/** Short, so that a whole line and its Enter are keys and no paste. */
const lineOf = (name: string, number: number) => `${name}-${number}.`;

/** Everybody's messages as the log has them. */
async function logOf(reader: Person): Promise<{sender: string; text: string; seq: number}[]> {
  const {stdout} = await reader.run(['tail', '#lobby', '-n', '10000', '--json']);
  return jsonLinesOf(stdout);
}

/** Writes as fast as the screen takes it, and waits for nothing. */
async function writeAll(screen: TerminalProcess, name: string): Promise<void> {
  for (let number = 1; number <= COUNT; number++) {
    screen.press(lineOf(name, number));
    await screen.waitFor(
      shown => new RegExp(`> .*${name}-${number}\\.`).test(shown) || shown.includes(` ${name}-${number}.`),
    );
    screen.press(KEY.enter);
  }
}

async function restart(server: ServerProcess, owner: Person, folder: string): Promise<void> {
  await server.stop('SIGKILL');
  const again = owner.start(['serve', '--data', folder, '--port', new URL(server.url).port]);
  await again.waitFor(/ready at/);
}

test('no message that was shown as sent is lost, and none is there twice', async () => {
  const folder = join(temporaryFolder(), 'data');
  const owner = person();
  const {port, release} = await holdPort();
  onCleanUp(release);
  const server = await serve(owner, ['--data', folder, '--port', String(port)]);
  const names = ['alice', 'bob'];
  const people = [];
  for (const name of names) people.push(await account(server, name));
  const screens = await Promise.all(people.map(somebody => openScreenOf(somebody, {columns: 100, rows: 60})));
  const [first] = screens;
  const writing = Promise.all(screens.map((screen, at) => writeAll(screen, names[at] ?? '')));
  // Some are sent, some are on their way, some are not written yet.
  await first?.waitFor(/✓ alice-8\./);
  await restart(server, owner, folder);
  await writing;
  for (const [at, screen] of screens.entries()) {
    await screen.waitFor(new RegExp(`✓ ${names[at]}-${COUNT}\\.`));
  }

  const [reader] = people;
  const log = reader === undefined ? [] : await logOf(reader);
  expect(log.map(({seq}) => seq)).toEqual(log.map((_, at) => at + 1));
  for (const name of names) {
    const wanted = Array.from({length: COUNT}, (_, at) => lineOf(name, at + 1));
    expect(log.filter(({sender, text}) => sender === name && text !== '').map(({text}) => text)).toEqual(wanted);
  }
});
