/** Reads the command line: which verb, with which words and options; answers `--help`, `--version` and mistakes itself. */
import {Command, CommanderError, Option} from 'commander';
import {display} from '../shared/text.ts';
import {EXIT} from './exits.ts';
import {rowOf, type SettingName} from './settings.ts';
import type {Call, Verb} from './verb.ts';
import * as verbList from './verbs.ts';
import {PROGRAM_VERSION} from './version.ts';

interface Streams {
  out: NodeJS.WritableStream;
  err: NodeJS.WritableStream;
  /** Without one, the program alone only prints its help. */
  hasTerminal: boolean;
}

const GLOBAL: readonly SettingName[] = ['server', 'user', 'store', 'downloads'];
const {screen, ...VERBS} = verbList satisfies Record<string, Verb>;

/** The verb to run, or the exit code when everything was said already. */
export function readCall(argv: readonly string[], streams: Streams): {verb: Verb; call: Call} | number {
  let asked: {verb: Verb; call: Call} | undefined;
  const program = programOf(streams, (verb, call) => (asked = {verb, call}));
  try {
    program.parse(isHelpOfNothing(program, argv) ? argv.slice(1) : argv, {from: 'user'});
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
  return asked ?? EXIT.usage;
}

/** `help frob`: left to itself, commander prints the whole help and not what is wrong. */
const isHelpOfNothing = (program: Command, [first, name]: readonly string[]): boolean =>
  first === 'help' && name !== undefined && !program.commands.some(command => command.name() === name);

type OnAsked = (verb: Verb, call: Call) => void;

function programOf({out, err, hasTerminal}: Streams, onAsked: OnAsked): Command {
  const program = describe(new Command('chat-tui'), screen)
    .configureOutput({
      writeOut: text => void out.write(text),
      // The person's own argument is echoed in it.
      writeErr: text => void err.write(display(text, 'block')),
      outputError: (text, write) => write(text.replace(/^error: ./, start => start.slice(7).toUpperCase())),
    })
    .exitOverride()
    .version(PROGRAM_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .configureHelp({showGlobalOptions: true, sortSubcommands: true})
    .showHelpAfterError('Run chat-tui --help to see how it is called.')
    .allowExcessArguments();
  for (const name of GLOBAL) program.addOption(optionOf(name));
  program.action((_options: unknown, command: Command) => {
    // Something that is no verb; commander knows how to suggest the one that was meant.
    if (command.args.length > 0) (command as unknown as {unknownCommand(): void}).unknownCommand();
    if (!hasTerminal) return command.outputHelp();
    onAsked(screen, {words: [], options: command.opts()});
  });
  for (const verb of Object.values(VERBS)) addVerb(program, verb, onAsked);
  return program;
}

function addVerb(program: Command, verb: Verb, onAsked: OnAsked): void {
  const words = verb.name.split(' ');
  const parent = words.length === 1 ? program : groupOf(program, words[0] ?? '');
  const command = describe(parent.command(`${words.at(-1)} ${verb.usage}`.trim()), verb).allowExcessArguments(false);
  for (const {flags, meaning, isHidden} of verb.options) {
    const option = new Option(flags, meaning);
    command.addOption(isHidden ? option.hideHelp() : option);
  }
  for (const name of verb.settings ?? []) command.addOption(optionOf(name));
  command.action((...given: unknown[]) => {
    const positional = given.slice(0, -2).flat();
    onAsked(verb, {
      words: positional.filter(word => typeof word === 'string'),
      options: command.optsWithGlobals(),
    });
  });
}

const GROUPS: Readonly<Record<string, string>> = {admin: 'look after the server (owner and admins)'};

function groupOf(program: Command, name: string): Command {
  return (
    program.commands.find(command => command.name() === name) ?? program.command(name).description(GROUPS[name] ?? '')
  );
}

function describe(command: Command, verb: Verb): Command {
  const width = Math.max(...verb.examples.map(([line]) => line.length));
  const examples = verb.examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`);
  return command
    .description(verb.summary)
    .addHelpText('after', examples.length === 0 ? '' : `\nExamples:\n${examples.join('\n')}`);
}

function optionOf(name: SettingName): Option {
  const row = rowOf(name);
  const fallback = row.fallback === undefined ? '' : ` (default ${row.fallback})`;
  return new Option(row.flag ?? '', `${row.meaning}${fallback} [${row.env}]`);
}
