/**
 * What can be typed where on the command line, read from the parser; completion scripts and the manual page are generated from
 * it.
 */
import type {Argument, Command, Option} from 'commander';

/** What can be typed at a place: one of some words, or a value of a kind. */
export type Value = {choices: readonly string[]} | {kind: 'target' | 'room' | 'person' | 'file' | 'folder' | 'other'};

export interface OptionRow {
  /** As shown in the help: `-n, --lines <count>`. */
  flags: string;
  short: string | undefined;
  long: string | undefined;
  meaning: string;
  /** Absent if the option takes no value. */
  value: (Value & {name: string}) | undefined;
}

export interface CommandRow {
  /** The words of the command; empty for the program itself. */
  path: readonly string[];
  /** E.g. `<target> [text...]`. */
  usage: string;
  summary: string;
  /** Subcommands; empty for a verb. */
  inner: readonly CommandRow[];
  places: readonly (Value & {name: string; isEndless: boolean})[];
  /** The command's own options. */
  options: readonly OptionRow[];
}

/** Kind of a value by the name of its placeholder. */
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

/** Builds the table from the parser; hidden verbs and options are left out. */
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

/** The row and all rows below it, recursively. */
export const allOf = (row: CommandRow): CommandRow[] => [row, ...row.inner.flatMap(allOf)];

/** Shortens a description to one line of a list. */
export const firstSentence = (text: string): string => text.replace(/[.;] .*/, '');
