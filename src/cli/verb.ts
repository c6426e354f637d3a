/** Type of a shell verb: usage, help, and what it does. */
import type {OutputName} from '../shared/output/shellOutput.ts';
import type {CommandRow} from './completion/table.ts';
import type {SettingName} from './settings/settings.ts';
import type {Shell} from './shell.ts';

export interface VerbOption {
  /** As commander reads it, e.g. `-n, --lines <count>`. */
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
  /** All that a placeholder of the usage or of an option may be, where that is a short list. */
  choices?: Readonly<Record<string, readonly string[]>>;
  /** Left out of the help and of the documents: for scripts that the program itself makes. */
  isHidden?: boolean;
  /** One sentence, lower case, without a full stop: a line in the list of verbs. */
  summary: string;
  /** Command lines as one would type them, each with what it does. */
  examples: readonly (readonly [command: string, meaning: string])[];
  options: readonly VerbOption[];
  /** Settings that this verb takes as flags besides the global ones. */
  settings?: readonly SettingName[];
  /** What `--json` prints; see `shared/output/shellOutput.ts`. */
  prints?: OutputName;
  printsToo?: OutputName;
  /** True when the work goes on although nobody reads what it prints any more: `send … --json | head -n 1` sends everything. */
  outlivesReader?: boolean;
  /** Everything it needs beyond this file is imported inside. Returns the exit code; nothing means 0. @throws ChatError */
  run(shell: Shell, call: Call): Promise<number | void>;
}

/** How a verb was called. */
export interface Call {
  /** Positional arguments in order. */
  words: readonly string[];
  /** True where `--` stood before the text: then no word of it stands for standard input. */
  isMarked?: boolean;
  /** Options by their camel-case name: text, `true`, or several texts. */
  options: Readonly<Record<string, unknown>>;
  /** All verbs with what they take, for what is made of that. */
  table: () => Promise<CommandRow>;
}

export const JSON_OPTION: VerbOption = {flags: '--json', meaning: 'print one JSON object a line'};

/** The text of an option; `undefined` when it was not given. */
export function textOption(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === 'string' ? value : undefined;
}
