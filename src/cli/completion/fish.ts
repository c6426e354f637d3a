/** The completion script for fish. */
import {allOf, firstSentence, type CommandRow, type OptionRow, type Value} from './table.ts';

export function fishScript(program: CommandRow): string {
  const groups = program.inner.filter(one => one.inner.length > 0).map(one => one.path.join(' '));
  return `# Completion of chat-tui for fish; made by: chat-tui completion fish
# In ~/.config/fish/completions/chat-tui.fish:  chat-tui completion fish | source

# The verb so far: words that are no options and no values of them, of which the first two are a verb of a group.
function __chat_tui_verb
    set -l words (commandline -opc)
    set -l skips 0
    set -l found
    for word in $words[2..-1]
        if test $skips = 1
            set skips 0
        else if contains -- $word ${program.options.flatMap(namesWithValue).join(' ')}
            set skips 1
        else if not string match -q -- '-*' $word
            set -a found $word
        end
    end
    if contains -- "$found[1]" ${groups.join(' ')}
        echo (string join ' ' $found[1..2])
    else
        echo $found[1]
    end
end

function __chat_tui_is
    set -l verb (__chat_tui_verb)
    test "$verb" = "$argv"
end

# Rooms as #room and people as @name, from the server; nothing where that cannot be asked at once.
function __chat_tui_names
    set -l program (commandline -opc)[1]
    $program names $argv < /dev/null 2> /dev/null
end

complete -c chat-tui -f
${allOf(program).flatMap(rowLines).join('\n')}
`;
}

function rowLines({path, inner, places, options}: CommandRow): string[] {
  // Options of the program itself are also valid after every verb.
  const when = path.length === 0 ? '' : ` -n ${quoted(`__chat_tui_is ${path.join(' ')}`)}`;
  const here = ` -n ${quoted(`__chat_tui_is ${path.join(' ')}`.trim())}`;
  const values = [...new Set(places.map(actionOf).filter(action => action !== ''))];
  return [
    ...inner.map(one => `complete -c chat-tui${here} -a ${one.path.at(-1)} -d ${quoted(firstSentence(one.summary))}`),
    ...options
      .filter(({long}) => path.length === 0 || long !== '--help')
      .map(option => `complete -c chat-tui${when}${flagsOf(option)} -d ${quoted(firstSentence(option.meaning))}`),
    ...values.map(action => `complete -c chat-tui${when} ${action}`),
  ];
}

const flagsOf = ({short, long, value}: OptionRow): string =>
  [
    short === undefined ? '' : ` -s ${short.slice(1)}`,
    long === undefined ? '' : ` -l ${long.slice(2)}`,
    value === undefined ? '' : ` -r ${actionOf(value)}`.trimEnd(),
  ].join('');

/** Completion of a value; empty if only the user can know it. */
function actionOf(value: Value): string {
  if ('choices' in value) return `-a ${quoted(value.choices.join(' '))}`;
  const {kind} = value;
  if (kind === 'file') return '-F';
  if (kind === 'folder') return "-a '(__fish_complete_directories)'";
  return kind === 'other' ? '' : `-a ${quoted(`(__chat_tui_names ${kind})`)}`;
}

const namesWithValue = ({short, long, value}: OptionRow): string[] =>
  value === undefined ? [] : [short, long].filter(name => name !== undefined);

/** Quotes for fish, where only the quote and the backslash are special. */
const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
