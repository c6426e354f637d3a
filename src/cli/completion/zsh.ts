/** The completion script for zsh. */
import {firstSentence, type CommandRow, type OptionRow, type Value} from './table.ts';

export function zshScript(program: CommandRow): string {
  const globals = program.options.filter(one => one.long !== '--version');
  const functions = (row: CommandRow): string[] => [functionOf(row), ...row.inner.flatMap(functions)];
  return `#compdef chat-tui
# Completion of chat-tui for zsh; made by: chat-tui completion zsh
# In ~/.zshrc, behind compinit:  source <(chat-tui completion zsh)

# Rooms as #room and people as @name, from the server; nothing where that cannot be asked at once.
_chat_tui_names() {
  local -a found
  found=(\${(f)"$(_call_program names $_chat_tui_program names $@[-1] < /dev/null 2> /dev/null)"})
  compadd "\${(@)argv[1,-2]}" -a found
}

# Options that may stand behind every verb as well.
_chat_tui_globals=(
  ${globals.flatMap(optionSpecs).map(quoted).join('\n  ')}
)

${functions(program).join('\n\n')}

_chat_tui_begin() {
  local _chat_tui_program=$words[1]
  _chat_tui
}

if [[ $funcstack[1] == _chat-tui ]]; then
  _chat_tui_begin
else
  compdef _chat_tui_begin chat-tui
fi
`;
}

const nameOf = (path: readonly string[]): string => ['_chat_tui', ...path].join('_').replaceAll('-', '_');

function functionOf({path, inner, places, options: all}: CommandRow): string {
  const isGlobal = ({long}: OptionRow) => long === '--help' || (path.length === 0 && long !== '--version');
  const options = all.filter(option => !isGlobal(option)).flatMap(optionSpecs);
  if (inner.length === 0) {
    const words = places.map(place => `${place.isEndless ? '*' : ''}:${place.name}:${actionOf(place)}`);
    return `${nameOf(path)}() {\n  _arguments -s $_chat_tui_globals ${[...options, ...words].map(quoted).join(' \\\n    ')}\n}`;
  }
  const verbs = inner.map(one => `${one.path.at(-1)}:${firstSentence(one.summary)}`);
  return `${nameOf(path)}() {
  local state line
  local -a verbs
  _arguments -s -C $_chat_tui_globals ${[...options, '1:verb:->verb', '*::argument:->rest'].map(quoted).join(' \\\n    ')}
  case $state in
    verb)
      verbs=(${verbs.map(quoted).join('\n        ')})
      _describe verb verbs ;;
    rest)
      case $line[1] in
${inner.map(one => `        ${one.path.at(-1)}) ${nameOf(one.path)} ;;`).join('\n')}
      esac ;;
  esac
}`;
}

/** One spec for each name of the option; the names exclude each other. */
function optionSpecs({short, long, meaning, value}: OptionRow): string[] {
  const names = [short, long].filter(name => name !== undefined);
  const about = `[${firstSentence(meaning).replaceAll(/[[\]\\:]/g, '\\$&')}]`;
  const takes = value === undefined ? '' : `:${value.name}:${actionOf(value)}`;
  return names.map(name => `(${names.join(' ')})${name}${about}${takes}`);
}

function actionOf(value: Value): string {
  if ('choices' in value) return `(${value.choices.join(' ')})`;
  const {kind} = value;
  if (kind === 'file') return '_files';
  if (kind === 'folder') return '_files -/';
  return kind === 'other' ? ' ' : `_chat_tui_names ${kind}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
