/** The completion script for bash. */
import {allOf, type CommandRow, type OptionRow, type Value} from './table.ts';

/** The value of a place in the script's notation: a list of choices or a kind. */
const kindWord = (value: Value): string => ('choices' in value ? `=${value.choices.join('|')}` : value.kind);

export function bashScript(program: CommandRow): string {
  return `# Completion of chat-tui for bash; made by: chat-tui completion bash
# In ~/.bashrc:  source <(chat-tui completion bash)

# Sets for a verb: verbs below it, its options, those that take a value with what it is, and what its words are.
_chat_tui_of() {
  inner= options= valued= places=
  case $1 in
${allOf(program)
  .map(row => caseOf(row, program))
  .join('\n')}
  esac
}

_chat_tui_complete() {
  local program=$1 current=$2 line=\${COMP_LINE:0:COMP_POINT}
  local inner options valued places path= wants= place=0 word at words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  _chat_tui_of ''
  for ((at = 1; at < \${#words[@]} - 1; at++)); do
    word=\${words[at]}
    if [[ -n $wants ]]; then
      wants=
    elif [[ $word == -* ]]; then
      [[ $valued == *" $word="* ]] && wants=\${valued##*" $word="} wants=\${wants%% *}
    elif [[ $place == 0 && $inner == *" $word "* ]]; then
      path=\${path:+$path }$word
      _chat_tui_of "$path"
    else
      place=$((place + 1))
    fi
  done
  COMPREPLY=()
  if [[ -z $wants && $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
    return
  fi
  if [[ -z $wants && -n $inner && $place == 0 ]]; then
    COMPREPLY=($(compgen -W "$inner" -- "$current"))
    return
  fi
  if [[ -z $wants ]]; then
    read -ra places <<< "$places"
    word=\${places[place]:-}
    # The last place may be endless.
    [[ -z $word && \${#places[@]} -gt 0 && \${places[-1]} == *+ ]] && word=\${places[-1]}
    wants=\${word%+}
  fi
  case $wants in
    =*) wants=\${wants#=}; COMPREPLY=($(compgen -W "\${wants//|/ }" -- "$current")) ;;
    file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    folder) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    room | person | target) _chat_tui_names "$wants" ;;
  esac
}

# Rooms as #room and people as @name, from the server; nothing where that cannot be asked at once.
_chat_tui_names() {
  local name begun=\${current#\\\\} typed=\${words[-1]}
  while read -r name; do
    [[ $name == "$begun"* ]] || continue
    # Outside of quotes a shell takes #room for a comment.
    [[ $name == '#'* && $typed != [\\'\\"]* ]] && name="\\\\$name"
    COMPREPLY+=("$name")
  done < <("$program" names "$1" < /dev/null 2> /dev/null)
}

complete -F _chat_tui_complete chat-tui
`;
}

function caseOf({path, inner, options, places}: CommandRow, program: CommandRow): string {
  const all = path.length === 0 ? options : [...options, ...program.options.filter(one => one.long !== '--version')];
  const sets = [
    ['inner', inner.map(one => one.path.at(-1))],
    ['options', [...new Set(all.flatMap(namesOf))]],
    [
      'valued',
      all.flatMap(option => {
        const {value} = option;
        return value === undefined ? [] : namesOf(option).map(name => `${name}=${kindWord(value)}`);
      }),
    ],
    ['places', places.map(place => `${kindWord(place)}${place.isEndless ? '+' : ''}`)],
  ] as const;
  const texts = sets.filter(([, words]) => words.length > 0).map(([name, words]) => `${name}=' ${words.join(' ')} '`);
  return `    '${path.join(' ')}') ${texts.join(' ')} ;;`;
}

const namesOf = ({short, long}: OptionRow): string[] => [short, long].filter(name => name !== undefined);
