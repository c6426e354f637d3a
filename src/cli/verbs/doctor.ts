/** `doctor`: checks everything the program needs on this machine and on the way to the server, or on a server's machine. */
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {EXIT} from '../ending/exits.ts';
import type {DoctorLine} from '../doctor/check.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

const SIDES = ['client', 'server'];

export const doctor: Verb = {
  name: 'doctor',
  usage: '[side]',
  choices: {side: SIDES},
  summary: 'look at all that chat needs, from the terminal to the server, and say what to do; server: where one runs',
  prints: 'Finding',
  settings: ['data'],
  options: [JSON_OPTION],
  examples: [
    ['chat-tui doctor', 'this machine, and step by step the way to the server used last'],
    ['chat-tui doctor --server chat.example.org', 'the way to another one'],
    ['chat-tui doctor server', 'on the server’s machine, as its system user: settings, disk, certificate, backup'],
    ['chat-tui doctor --json', 'one JSON object a line; the exit code is 0 where nothing failed'],
  ],
  async run(shell, call) {
    const [side = 'client'] = call.words;
    if (!SIDES.includes(side)) throw new ChatError('command-usage', `chat-tui doctor [${SIDES.join('|')}]`);
    let exit: number = EXIT.done;
    for await (const {exit: worse = EXIT.usage, ...line} of side === 'server' ? ofServer(shell) : ofClient(shell)) {
      if (call.options.json === true) shell.printJson(line);
      else shell.print(`${line.result.padEnd(4)}  ${line.check.padEnd(12)}  ${display(line.text, 'line')}`);
      if (line.result === 'fail' && exit === EXIT.done) exit = worse;
    }
    return exit;
  },
};

async function* ofClient(shell: Shell): AsyncGenerator<DoctorLine, void> {
  const [{examine}, {MACHINE}] = await Promise.all([import('../doctor/check.ts'), import('../doctor/machine.ts')]);
  yield* examine(shell, MACHINE, undefined);
  const {WAY} = await import('../doctor/way.ts');
  // No retries: a busy server is a finding.
  yield* examine({...shell, isHasty: true}, WAY, {serverUrl: '', fingerprint: undefined});
}

async function* ofServer(shell: Shell): AsyncGenerator<DoctorLine, void> {
  const [{examine}, {SERVER}] = await Promise.all([import('../doctor/check.ts'), import('../doctor/server.ts')]);
  const {findRunningServer} = await import('../serving/serverFile.ts');
  const dataDir = await shell.serverDir();
  const [running, flags] = await Promise.all([
    findRunningServer(dataDir),
    shell.serverSettings().catch(() => undefined),
  ]);
  yield* examine(shell, SERVER, {dataDir, flags, pid: running?.pid, url: running?.url});
}
