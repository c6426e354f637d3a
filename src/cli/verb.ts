/** Type of a shell verb: usage, help, and what it does. */
import {withHome} from '../client/transfers/up/localPaths.ts';
import type {OutputName} from '../shared/output/shellOutput.ts';
import type {CommandRow} from './completion/table.ts';
import type {SettingName} from './settings/settings.ts';
import type {Shell} from './shell.ts';

export interface VerbOption {
  /** In commander's notation, e.g. `-n, --lines <count>`. */
  flags: string;
  meaning: string;
  /** Left out of the help. */
  isHidden?: boolean;
}

export interface Verb {
  /** As typed; two words for a verb of a group, e.g. `admin log`. */
  name: string;
  /** Positional arguments, e.g. `<target> [text...]`; empty when there are none. */
  usage: string;
  /** All values of a placeholder in the usage or in an option, if there are few. */
  choices?: Readonly<Record<string, readonly string[]>>;
  /** Left out of the help and of the documents, because only generated scripts use it. */
  isHidden?: boolean;
  /** One sentence, lower case, without a full stop: a line in the list of verbs. */
  summary: string;
  /** Example command lines, each with what it does. */
  examples: readonly (readonly [command: string, meaning: string])[];
  options: readonly VerbOption[];
  /** Settings that this verb takes as flags in addition to the global ones. */
  settings?: readonly SettingName[];
  /** What `--json` prints; see `shared/output/shellOutput.ts`. */
  prints?: OutputName;
  printsToo?: OutputName;
  /** The work continues even if nobody reads its output any more: `send … --json | head -n 1` sends everything. */
  outlivesReader?: boolean;
  /**
   * Imports everything else it needs inside, to keep starts fast. Returns the exit code; `undefined` means 0. @throws ChatError
   */
  run(shell: Shell, call: Call): Promise<number | void>;
}

/** How a verb was called. */
export interface Call {
  /** Positional arguments in order. */
  words: readonly string[];
  /** `--` preceded the text, so no word of it means standard input. */
  isMarked?: boolean;
  /** Options by camel-case name: a text, `true`, or several texts. */
  options: Readonly<Record<string, unknown>>;
  /** All verbs with their options, for generated completion scripts. */
  table: () => Promise<CommandRow>;
}

export const JSON_OPTION: VerbOption = {flags: '--json', meaning: 'print one JSON object a line'};

/** The text of an option; `undefined` if it was not given. */
export function textOption(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The path of an option. Expands `~`, which shells leave as it is in `--out=~/x`. */
export function pathOption(call: Call, name: string): string | undefined {
  const typed = textOption(call, name);
  return typed === undefined ? undefined : withHome(typed);
}
