/** Runs one call of the program: parses arguments, runs a verb, returns the exit code. */
import {readCall} from './commandLine.ts';
import {EXIT, reportError} from './ending/exits.ts';
import {runExitHooks} from './ending/exitHooks.ts';
import {programName} from './programName.ts';
import {whyNoTerminal} from './screening/checkTerminal.ts';
import {configFileOf, openShell, tellOn, type Outside, type Shell} from './shell.ts';
import type {Verb} from './verb.ts';

/** @param onShell called before the verb runs */
export async function runCall(
  argv: readonly string[],
  outside: Outside,
  onShell: (shell: Shell, verb: Verb) => void = () => undefined,
): Promise<number> {
  const {stdin, stdout, stderr, env, argv: own} = outside;
  const name = programName(env, own?.[1]);
  const asked = await readCall(argv, {
    out: stdout,
    err: stderr,
    whyNoScreen: whyNoTerminal({stdin, stdout}),
    configFile: configFileOf(outside),
    programName: name,
  });
  if (typeof asked === 'number') return asked;
  const tell = tellOn(stderr);
  let shell: Shell;
  try {
    shell = openShell(asked.call.options, outside);
  } catch (error) {
    return reportError({tell, now: Date.now, programName: name}, error);
  }
  onShell(shell, asked.verb);
  try {
    return (await asked.verb.run(shell, asked.call)) ?? EXIT.done;
  } catch (error) {
    runExitHooks();
    return reportError(shell, error);
  }
}
