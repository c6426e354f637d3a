/** Renders the manual page from the command line's own tables. */
import {readFileSync} from 'node:fs';
import {commandTable} from '../../src/cli/commandLine.ts';
import {allOf, type CommandRow, type OptionRow} from '../../src/cli/completion/table.ts';
import {EXIT_CODES} from '../../src/cli/ending/exits.ts';
import {rowOf, SETTINGS, settingNames} from '../../src/cli/settings/settings.ts';
import {allVerbs} from '../../src/cli/verbLoading.ts';
import type {Verb} from '../../src/cli/verb.ts';

const PROGRAM = await commandTable();
const VERBS: readonly Verb[] = Object.values(await allVerbs());

const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {version: string};

/** As troff takes it literally: a dash is one, and no line is a request. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq')
    .replace(/^\./, '\\&.')
    .replaceAll(
      /\P{ASCII}/gu,
      character => `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    );

const bold = (text: string): string => `\\fB${roff(text)}\\fR`;
const section = (title: string, ...lines: readonly string[]): string => [`.SH ${title}`, ...lines].join('\n');
const term = (head: string, text: string): string => `.TP\n${head}\n${text}`;

/** `-n, --lines <count>`: what is typed is bold, what stands for something is underlined. */
const flagsOf = (flags: string): string =>
  flags
    .split(/(<[^>]+>|\[[^\]]+\])/)
    .map(part => (/^[<[]/.test(part) ? placeholder(part) : bold(part)))
    .filter(part => part !== bold(''))
    .join('');
const placeholder = (part: string): string => {
  const inner = `\\fI${roff(part.slice(1, -1))}\\fR`;
  return part.startsWith('[') ? `[${inner}]` : inner;
};
const usageOf = (usage: string): string => usage.split(' ').filter(Boolean).map(placeholder).join(' ');
const optionTerms = (options: readonly OptionRow[]): string[] =>
  options.map(({flags, meaning}) => term(flagsOf(flags), `${roff(sentence(meaning))}`));
const sentence = (text: string): string =>
  `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}${/[.!?\]]$/.test(text) ? '' : '.'}`;

export function manPage(): string {
  const byName = new Map(VERBS.map(verb => [verb.name, verb]));
  const alone = Object.values(SETTINGS).filter(row => !('flag' in row));
  const texts = [
    `.\\" Made by npm run docs; do not edit.\n.TH CHAT\\-TUI 1 "" "chat\\-tui ${roff(version)}" "User ` +
      `Commands"\n.\\" Words are not cut and not spread.\n.nh\n.ad l`,
    section(
      'NAME',
      'chat\\-tui \\- chat in the terminal: rooms, direct messages and files, with a server of one\\(aqs own',
    ),
    section('SYNOPSIS', `.B chat\\-tui\n[\\fIoptions\\fR] [\\fIverb\\fR [\\fIwords\\fR]]`),
    section(
      'DESCRIPTION',
      'Without a verb',
      '.B chat\\-tui',
      'opens its full screen, at the server that was used last, and starts one on this machine where none is known.',
      'With a verb it does one thing and ends: sentences go to standard error, data to standard output.',
      '.PP',
      'A \\fItarget\\fR is \\fI#room\\fR or \\fI@name\\fR. Write rooms in quotes: a shell takes what follows # for a comment.',
    ),
    section('OPTIONS', 'They may stand behind every verb as well.', ...optionTerms(PROGRAM.options)),
    section(
      'VERBS',
      ...allOf(PROGRAM)
        .filter(isVerb)
        .map(row => verbText(row, byName.get(row.path.join(' ')))),
    ),
    section('EXIT STATUS', ...EXIT_CODES.map(([code, meaning]) => term(bold(String(code)), roff(sentence(meaning))))),
    section(
      'ENVIRONMENT',
      'Every setting has a variable; what an option says goes before it.',
      ...[
        ...alone,
        ...settingNames('client')
          .map(rowOf)
          .filter(row => row.flag !== undefined),
      ].map(({env, meaning}) => term(bold(env), roff(meaning))),
      term(bold('NO_COLOR'), 'Set to anything: no colours on the screen.'),
    ),
    section(
      'FILES',
      term(
        '\\fI\\(ti/.config/chat\\-tui/config.toml\\fR',
        'Settings; \\fBchat\\-tui serve \\-\\-print\\-config\\fR prints one to begin with.',
      ),
      term(
        '\\fI\\(ti/.local/share/chat\\-tui/\\fR',
        'Logins, unsent messages, unfinished transfers; the data of a server.',
      ),
      term('\\fI\\(ti/.local/state/chat\\-tui/\\fR', 'Logs, and what was used last.'),
    ),
    section('SEE ALSO', 'The folder \\fIdocs\\fR of the package: operations.md, settings.md, verbs.md, keys.md.'),
  ];
  return `${texts.join('\n')}\n`;
}

const isVerb = ({path, inner}: CommandRow): boolean => path.length > 0 && inner.length === 0;

function verbText({path, usage, summary, options}: CommandRow, verb: Verb | undefined): string {
  const head = `.SS ${roff(path.join(' '))} ${usageOf(usage)}`.trimEnd();
  const own = options.filter(({long}) => long !== '--help');
  const examples = (verb?.examples ?? []).map(([line, meaning]) => `.TP\n${bold(line)}\n${roff(sentence(meaning))}`);
  return [
    head,
    roff(sentence(summary)),
    ...optionTerms(own),
    ...(examples.length > 0 ? ['.PP', 'For example:', ...examples] : []),
  ].join('\n');
}
