/** Parses the command line into verb, words and options; answers `--help`, `--version` and mistakes itself. */
import {Command, CommanderError, Option, type Argument} from 'commander';
import {MESSAGE_SCHEME} from '../shared/words/messageLink.ts';
import {display} from '../shared/text/safeText.ts';
import type {CommandRow} from './completion/table.ts';
import {EXIT} from './ending/exits.ts';
import {examplesHelp, HELP_WIDTH_MAX, programEnd, settingHelp, VERB_END} from './output/helpText.ts';
import {withProgramName} from './programName.ts';
import {rowOf, type SettingName} from './settings/settings.ts';
import {TextCommand} from './output/textStart.ts';
import type {Call, Verb} from './verb.ts';
import {allVerbs, verbsNamed, type Verbs} from './verbLoading.ts';
import {screen} from './verbs/screen.ts';
import {PROGRAM_VERSION} from './version.ts';

interface Streams {
  out: NodeJS.WritableStream;
  err: NodeJS.WritableStream;
  /** Reason why no full screen is possible; without a verb, the help and this reason are printed. Absent if it is possible. */
  whyNoScreen?: string | undefined;
  /** Path of the settings file; `undefined` if unknown. */
  configFile?: string | undefined;
  /** The command by which this program is called. */
  programName: string;
}

const VERSION_FLAGS: readonly string[] = ['-V', '--version'];
const GLOBAL: readonly SettingName[] = ['server', 'fingerprint', 'user', 'identity', 'store', 'downloads'];
/** The verb to run, or an exit code if help, the version or an error was printed. */
export async function readCall(argv: readonly string[], streams: Streams): Promise<{verb: Verb; call: Call} | number> {
  let asked: {verb: Verb; call: Call} | undefined;
  const words = withVerb(argv);
  const verbs = (await verbsFor(words, streams)) ?? (await allVerbs());
  const program = programOf(streams, verbs, (verb, call) => (asked = {verb, call}));
  try {
    program.parse(isHelpOfNothing(program, argv) ? argv.slice(1) : words, {from: 'user'});
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
  return asked ?? EXIT.usage;
}

/**
 * Loads only the verbs that this call can need, because loading all takes longer than most verbs. `undefined` if all are needed:
 * for the help, and to suggest a correction.
 */
async function verbsFor(argv: readonly string[], {whyNoScreen}: Streams): Promise<Verbs | undefined> {
  if (argv.length === 1 && VERSION_FLAGS.includes(argv[0] ?? '')) return {};
  const reader = new Command().exitOverride().configureOutput({writeErr: () => undefined});
  for (const option of [...globals(), ...ownOptions()]) reader.addOption(option);
  try {
    const {operands, unknown} = reader.parseOptions([...argv]);
    const [word] = operands;
    if (word === undefined) return unknown.length === 0 && whyNoScreen === undefined ? {} : undefined;
    const {screen: _, ...verbs} = await verbsNamed(word);
    return Object.keys(verbs).length === 0 ? undefined : verbs;
  } catch (error) {
    if (error instanceof CommanderError) return undefined;
    throw error;
  }
}

/** `help` with an unknown verb, for which commander would print the whole help instead of an error. */
const isHelpOfNothing = (program: Command, [first, name]: readonly string[]): boolean =>
  first === 'help' && name !== undefined && !program.commands.some(command => command.name() === name);

/** A message link without a verb means `join`; this is how programs that open links call us. */
const withVerb = (argv: readonly string[]): readonly string[] =>
  MESSAGE_SCHEME.test(argv[0] ?? '') ? ['join', ...argv] : argv;

/** All verbs with their arguments and options, for documents and completion. */
export async function commandTable(): Promise<CommandRow> {
  const {tableOf} = await import('./completion/table.ts');
  const streams = {out: process.stdout, err: process.stderr, programName: 'chat-tui'};
  return tableOf(programOf(streams, await allVerbs(), () => undefined));
}

type OnAsked = (verb: Verb, call: Call) => void;

function programOf(streams: Streams, found: Verbs, onAsked: OnAsked): Command {
  const {screen: _, ...verbs} = found;
  const {out, err, whyNoScreen, configFile, programName} = streams;
  const program = describe(new Command('chat-tui'), screen)
    .configureOutput({
      getOutHelpWidth: () => Math.min((out as Partial<NodeJS.WriteStream>).columns ?? 80, HELP_WIDTH_MAX),
      writeOut: text => void out.write(text),
      // Made safe, because it contains the user's argument.
      writeErr: text => void err.write(display(text, 'block')),
      outputError: (text, write) => write(sentenceOf(text)),
    })
    .exitOverride()
    .version(PROGRAM_VERSION, VERSION_FLAGS.join(', '), 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .configureHelp({
      showGlobalOptions: true,
      sortSubcommands: true,
      minWidthToWrap: 20,
      // Only the description, which contains the possible values; commander would add them again.
      optionDescription: option => option.description,
      subcommandTerm: command => `${command.name()} ${command.usage().replace('[options] ', '')}`.trim(),
    })
    .showHelpAfterError(`Run ${programName} --help to see how it is called.`)
    .allowExcessArguments()
    // Options after a verb belong to the verb, so that the value of one of them is not taken for an option of the program.
    .enablePositionalOptions();
  for (const option of [...globals(), ...ownOptions()]) program.addOption(option);
  program.addHelpText('after', programEnd(configFile));
  program.action((_options: unknown, command: Command) => {
    // An unknown verb; commander suggests the nearest one.
    if (command.args.length > 0) (command as unknown as {unknownCommand(): void}).unknownCommand();
    if (whyNoScreen !== undefined && command.opts().plain !== true) {
      command.outputHelp();
      return void err.write(`${whyNoScreen}\n`);
    }
    onAsked(screen, {words: [], options: said(command.opts()), table: commandTable});
  });
  for (const verb of Object.values(verbs)) addVerb(program, verb, {onAsked, programName});
  return program;
}

function addVerb(program: Command, verb: Verb, {onAsked, programName}: {onAsked: OnAsked; programName: string}): void {
  const [name = '', inner] = verb.name.split(' ');
  const parent = inner === undefined ? program : groupOf(program, name);
  const Class = hasText(verb) ? TextCommand : Command;
  const command = describe(new Class(inner ?? name), verb).copyInheritedSettings(program);
  command.allowExcessArguments(false);
  if (verb.usage !== '') command.arguments(verb.usage);
  command.configureOutput({outputError: (text, write) => write(withProgramName(explained(text, verb), programName))});
  for (const argument of command.registeredArguments) offer(argument, verb.choices?.[argument.name()]);
  for (const {flags, meaning, isHidden} of verb.options) {
    const option = new Option(flags, meaning);
    offer(option, verb.choices?.[/<([^>.]+)/.exec(flags)?.[1] ?? '']);
    command.addOption(isHidden ? option.hideHelp() : option);
  }
  for (const setting of verb.settings ?? []) command.addOption(optionOf(setting));
  addGlobals(command);
  command.addHelpText('after', VERB_END);
  parent.addCommand(command, {hidden: verb.isHidden === true});
  command.action((...given: unknown[]) => {
    const positional = given.slice(0, -2).flat();
    onAsked(verb, {
      words: positional.filter(word => typeof word === 'string'),
      options: said(program.opts(), parent.opts(), command.opts()),
      isMarked: command instanceof TextCommand && command.isMarked,
      table: commandTable,
    });
  });
}

/** Sets the choices for completion only; invalid values are reported with our own sentence. */
function offer(place: Argument | Option, choices: readonly string[] | undefined): void {
  if (choices !== undefined) place.argChoices = [...choices];
}

/** Whether the last arguments are free text: a message, a topic or a reason. */
const hasText = ({usage}: Verb): boolean => /\[(?:text|why)\.\.\.\]$/.test(usage);

/** `null` if not given; the default `true` would be confused with the option `--wait` of `get`. */
const noWait = (): Option =>
  new Option('--no-wait', 'do not wait when the server is busy or asks to wait: end with exit code 75').default(null);

/** Options of the program without a verb. */
const ownOptions = (): Option[] => screen.options.map(({flags, meaning}) => new Option(flags, meaning));

const globals = (): Option[] => [...GLOBAL.map(optionOf), noWait()];

/** Merges options; later ones win, i.e. those after the verb. */
const said = (...options: Record<string, unknown>[]): Record<string, unknown> =>
  Object.fromEntries(options.flatMap(one => Object.entries(one)).filter(([, value]) => value !== null));

/** Global options are accepted after the verb too, but listed only once in the help of the program. */
function addGlobals(command: Command): void {
  for (const option of globals()) command.addOption(option.hideHelp());
}

/** Turns `error: unknown option '-x'` into a sentence. */
const sentenceOf = (text: string): string => text.replace(/^error: ./, start => start.slice(7).toUpperCase());

/** The error followed by the usage or an example. */
function explained(text: string, {name, usage, examples}: Verb): string {
  const sentence = sentenceOf(text);
  const call = `chat-tui ${name} ${usage}`;
  if (sentence.startsWith('Unknown option') && usage !== '') {
    return `${sentence}What begins with a dash and is no option stands behind --, as in: ${call.replace(/ (?=\S+$)/, ' -- ')}\n`;
  }
  if (sentence.startsWith('Too many arguments') && examples[0] !== undefined)
    return `${sentence}As in: ${examples[0][0]}\n`;
  const isTarget = /^Missing required argument '(?:target|room|address-or-room)'/.test(sentence);
  return isTarget
    ? `${sentence}Write #room in quotes: '#room'. Without them the shell takes it for a comment.\n`
    : sentence;
}

const GROUPS: Readonly<Record<string, string>> = {admin: 'look after the server (owner and admins)'};

function groupOf(program: Command, name: string): Command {
  const known = program.commands.find(command => command.name() === name);
  if (known !== undefined) return known;
  const group = program.command(name).description(GROUPS[name] ?? '');
  addGlobals(group);
  return group;
}

function describe(command: Command, verb: Verb): Command {
  return command.description(verb.summary).addHelpText('after', examplesHelp(verb));
}

function optionOf(name: SettingName): Option {
  const {flag = '', isList, kind} = rowOf(name);
  const option = new Option(flag, settingHelp(name));
  offer(option, kind.choices);
  return isList
    ? option.argParser((value, before?: string) => (before === undefined ? value : `${before},${value}`))
    : option;
}
