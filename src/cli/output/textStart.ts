/** Finds where the message text of a command line begins: from there on no word is an option. */
import {Command, type Option} from 'commander';

/** `--name`, `--name=value`, `-x`, `-xyz`; anything else that starts with a dash cannot be an option. */
const OPTION_LIKE = /^(?:-[a-z]\S*|--[a-z][a-z0-9-]*(?:=[^]*)?)$/i;

/**
 * A command whose last arguments are message text. Without this, options are recognized anywhere, and a variable holding
 * `--file=/etc/hostname` would send that file.
 */
export class TextCommand extends Command {
  /** Whether `--` marks the start of the text. */
  isMarked = false;

  override parseOptions(argv: string[]): {operands: string[]; unknown: string[]} {
    const at = textStart(argv, this.options, this.registeredArguments.length - 1);
    this.isMarked = at === undefined && argv.includes('--');
    return super.parseOptions(at === undefined ? argv : [...argv.slice(0, at), '--', ...argv.slice(at)]);
  }
}

/**
 * Index of the first word of the text, after `operandsBefore` other arguments; `undefined` if there is none, or if `--` marks it.
 */
function textStart(argv: readonly string[], options: readonly Option[], operandsBefore: number): number | undefined {
  let operands = 0;
  let values: Values = 'none';
  for (const [at, word] of argv.entries()) {
    if (word === '--') return undefined;
    const isOption = OPTION_LIKE.test(word);
    // A single value may look like anything; several values end at the next option.
    const isValue = values === 'one' || (values === 'many' && !isOption);
    if (values === 'one' || isOption) values = 'none';
    if (isValue) continue;
    if (isOption) values = valuesOf(options, word);
    else if (operands++ === operandsBefore) return at;
  }
  return undefined;
}

/** How many of the words after an option are its values. */
type Values = 'none' | 'one' | 'many';

function valuesOf(options: readonly Option[], word: string): Values {
  const option = options.find(one => word === one.short || word === one.long);
  if (option === undefined || !(option.required || option.optional)) return 'none';
  return option.variadic ? 'many' : 'one';
}
