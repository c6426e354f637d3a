/**
 * What can be typed where on the command line, read from the parser; completion scripts and the manual page are generated from
 * it.
 */
import type {Argument, Command, Option} from 'commander';

/** What can stand in a place: one of some words, or a value of this kind. */
export type Value = {choices: readonly string[]} | {kind: 'target' | 'room' | 'person' | 'file' | 'folder' | 'other'};

export interface OptionRow {
  /** As the help shows it: `-n, --lines <count>`. */
  flags: string;
  short: string | undefined;
  long: string | undefined;
  meaning: string;
  /** Absent where it takes none. */
  value: (Value & {name: string}) | undefined;
}

export interface CommandRow {
  /** Words that lead to it: empty for the program itself. */
  path: readonly string[];
  /** `<target> [text...]`. */
  usage: string;
  summary: string;
  /** Those below it; empty for a verb. */
  inner: readonly CommandRow[];
  places: readonly (Value & {name: string; isEndless: boolean})[];
  /** Its own. */
  options: readonly OptionRow[];
}

/** By the names that placeholders have. */
const KINDS: Readonly<Record<string, Exclude<Value, {choices: unknown}>['kind']>> = {
  target: 'target',
  'address-or-room': 'room',
  room: 'room',
  user: 'person',
  'user-or-message': 'person',
  person: 'person',
  file: 'file',
  path: 'file',
  paths: 'file',
  folder: 'folder',
  dir: 'folder',
  backup: 'folder',
};

const valueOf = (name: string, choices: readonly string[] | undefined): Value & {name: string} => ({
  name,
  ...(choices === undefined ? {kind: KINDS[name] ?? 'other'} : {choices}),
});

/** Hidden verbs and options are left out. */
export function tableOf(command: Command, path: readonly string[] = []): CommandRow {
  const help = command.createHelp();
  return {
    path,
    usage: command.registeredArguments.map(usageOf).join(' '),
    summary: command.description(),
    inner: help.visibleCommands(command).map(one => tableOf(one, [...path, one.name()])),
    places: command.registeredArguments.map(one => ({
      ...valueOf(one.name(), one.argChoices),
      isEndless: one.variadic,
    })),
    options: help.visibleOptions(command).map(toOption),
  };
}

const usageOf = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

function toOption(option: Option): OptionRow {
  const {flags, short, long, description, argChoices} = option;
  const name = /[<[]([^>\].]+)/.exec(flags)?.[1];
  return {flags, short, long, meaning: description, value: name === undefined ? undefined : valueOf(name, argChoices)};
}

/** The row and all rows below it. */
export const allOf = (row: CommandRow): CommandRow[] => [row, ...row.inner.flatMap(allOf)];

/** One line for a list of verbs. */
export const firstSentence = (text: string): string => text.replace(/[.;] .*/, '');
