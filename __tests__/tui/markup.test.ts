/** Markup as people type it in chats, drawn; text that has none, and what is hostile, keeps its shape. */
import {describe, expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {columnsOf, wrapColumns} from '../../src/shared/text/columns.ts';
import {display} from '../../src/shared/text/safeText.ts';
import {highlightCode} from '../../src/tui/markup/highlight.ts';
import {markupRows} from '../../src/tui/markup/markupRows.ts';
import {MARKERS_MAX, parseMarkup} from '../../src/tui/markup/parse.ts';
import {createTheme, plainOf, type Theme} from '../../src/tui/theme.ts';
import {timesAsLong} from '../support/suite/busyTime.ts';

const dark = createTheme({depth: '256', background: 'dark'});
const without = createTheme({depth: 'none'});
const markup = {parse: parseMarkup, highlight: highlightCode, want() {}};

function rows(text: string, {columns = 60, theme = without as Theme, name = undefined as string | undefined} = {}) {
  const safeText = display(text, 'message');
  return (
    markupRows({safeText, columns, theme, marks: {names: name === undefined ? [] : [name]}, markup, after: ''}) ??
    wrapColumns(safeText, columns)
  );
}

const bold = (text: string) => `\u001B[1m${text}\u001B[22m`;
const italic = (text: string) => `\u001B[3m${text}\u001B[23m`;
const strike = (text: string) => `\u001B[9m${text}\u001B[29m`;
const under = (text: string) => `\u001B[4m${text}\u001B[24m`;
const quiet = (text: string) => `\u001B[2m${text}\u001B[22m`;

describe('in a line', () => {
  test.each([
    ['a **b** c', `a ${bold('b')} c`],
    ['a *b* and _c_', `a ${italic('b')} and ${italic('c')}`],
    ['~~gone~~', [strike('~'), strike('gone'), strike('~')].join('')],
    ['***both***', bold(italic('both'))],
    ['code `*a*` here', 'code `*a*` here'],
    ['`` a`b ``', '`a`b`'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['snake_case_name and __init__', 'snake_case_name and __init__'],
    ['\\*not\\* C:\\new\\_x', '*not* C:\\new_x'],
    ['\\\\server\\share', '\\\\server\\share'],
    ['~/a ~/b', '~/a ~/b'],
    ['**not closed', '**not closed'],
    ['https://x.org/_a_*b*c.', `${under('https://x.org/_a_*b*c')}.`],
    ['(https://x.org/a_(b))', `(${under('https://x.org/a_(b)')})`],
    ['**https://x.org**', under(bold('https://x.org'))],
    ['[here](https://x.org/a)', `${under('here')}${quiet(' (https://x.org/a)')}`],
    ['[https://bank.org](https://evil.org)', `${under('https://bank.org')}${quiet(' (https://evil.org)')}`],
    ['[https://x.org](https://x.org)', under('https://x.org')],
    ['[x](javascript:alert)', '[x](javascript:alert)'],
    ['| a_b_ | *c* |', '| a_b_ | *c* |'],
  ])('%j', (text, expected) => {
    const unquoted = (row: string) => row.replaceAll('\u001B[22m\u001B[2m', '');
    expect(rows(text, {}).map(unquoted).join('\n')).toBe(expected);
  });

  test('a mention stands out, also in bold, and in code it does not', () => {
    const [row = ''] = rows('**@ann** `@ann` @ann', {name: 'ann'});
    expect(row.split(without.mention('@ann'))).toHaveLength(3);
    expect(plainOf(row)).toBe('@ann `@ann` @ann');
  });
});

describe('lines', () => {
  test('of lists and quotes go on under their text', () => {
    const text = '- one two three four\n  - five six seven\n10. eight nine ten\n> quoted words go on\nplain';
    expect(rows(text, {columns: 12}).map(plainOf)).toEqual([
      '• one two',
      '  three four',
      '  • five six',
      '    seven',
      '10. eight',
      '    nine ten',
      '▌ quoted',
      '▌ words go',
      '▌ on',
      'plain',
    ]);
  });

  test('of code keep their shape, with the signs of a block before them', () => {
    const text = 'see:\n```ts\nif (a) {\n\n  **b**\n}\n```\n*done*';
    expect(rows(text).map(plainOf)).toEqual(['see:', '│ if (a) {', '│ ', '│   **b**', '│ }', 'done']);
  });

  test('of code in a quote are quoted code', () => {
    expect(rows('> see\n> ```\n> a\n>  b\n> ```\nend').map(plainOf)).toEqual(['▌ see', '▌ │ a', '▌ │  b', 'end']);
  });

  test('behind three signs are all a quote; a smiley is none', () => {
    expect(rows('>>> a\nb\n\nc').map(plainOf)).toEqual(['▌ a', '▌ b', '▌ ', '▌ c']);
    expect(rows('>_< *a*').map(plainOf)).toEqual(['>_< a']);
  });

  test('that are blank or set in stay', () => {
    expect(rows('a\n\n   b *c*\n').map(plainOf)).toEqual(['a', '', '   b c', '']);
  });

  test('of a known language have colours, each word its own', () => {
    const [row = ''] = rows('```ts\nconst a = "b"; // c\n```', {theme: dark});
    expect(row).toContain(dark.syntax?.keyword('const'));
    expect(row).toContain(dark.syntax?.string('"b"'));
    expect(row).toContain(dark.dim('// c'));
    expect(rows('```nolanguage\nconst\n```', {theme: dark})).toEqual([dark.dim('│ ') + dark.syntax?.code('const')]);
  });
});

describe('whatever somebody writes', () => {
  const piece = fc.constantFrom(
    '*',
    '_',
    '~~',
    '`',
    '```\n',
    '[',
    '](https://x.org)',
    '> ',
    '- ',
    '\n',
    'a b',
    '漢字',
    'e\u0301',
    '\u0301',
    '\u200D',
    '👩‍💻',
    '\u001B[31m',
    '\u202E',
    '🇩🇪',
    ' ',
    '\\',
    'https://a.b/',
    '@ann',
    '|',
  );

  test('no row is wider than the pane, nothing but styles of ours is in it, and each of them ends', () => {
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 60}), fc.integer({min: 4, max: 30}), (pieces, columns) => {
        for (const row of rows(pieces.join(''), {columns, theme: dark, name: 'ann'})) {
          const plain = plainOf(row);
          expect(plain).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/);
          expect(columnsOf(plain)).toBeLessThanOrEqual(columns);
          expect(row.match(/\u001B\[(?:1|2)m/g)?.length ?? 0).toBe(row.match(/\u001B\[22m/g)?.length ?? 0);
        }
      }),
    );
  });

  test.each([
    '*',
    '_',
    '~',
    '[',
    '*_~[',
    '**a ',
    '[a](',
    '> ',
    '- ',
    '`',
    '__a',
    'https://',
    '![',
    '~~a~~',
    '\\',
    '*a_b',
    '|',
    '>>> ',
  ])('64 KiB of %j are drawn, and what is parsed is bounded', pattern => {
    const text = pattern.repeat(65_536 / pattern.length);
    const lines = parseMarkup(text, []);
    expect(lines.reduce((sum, {runs}) => sum + runs.length, 0)).toBeLessThan(70_000);
    const isParsed = (text.match(/[*_~[]/g)?.length ?? 0) <= MARKERS_MAX;
    expect(isParsed || lines.map(({runs}) => runs.map(run => run.text).join('')).join('\n') === text).toBe(true);
  });

  test.each([
    ['a link with a row of signs in it', `https://${'.'.repeat(60_000)}x`],
    ['a row of bars that is no table', `${'|'.repeat(60_000)}x`],
    ['code with a space before it alone', `\` ${'x'.repeat(60_000)}\``],
  ])('%s takes no longer than a hundred plain links of its length', (_what, text) => {
    const plain = `https://x.org/${'x'.repeat(text.length)}`;
    const links = () => {
      for (let count = 0; count < 100; count++) parseMarkup(plain, []);
    };
    expect(timesAsLong(() => void parseMarkup(text, []), links)).toBeLessThanOrEqual(1);
  });

  test.each([
    ['few signs', ''],
    ['more signs than are looked at', '*'.repeat(MARKERS_MAX + 1)],
    ['a sign', '*'],
  ])('with %s, a mark behind a sign that is left out changes no letter before it', (_what, more) => {
    const text = display(`x\`\u0301a\`${more}`, 'message');
    const shown = parseMarkup(text, []).map(({runs}) => runs.map(run => run.text).join(''));
    expect(shown.join('\n')).not.toContain('x\u0301');
  });

  test('a language that is a property of every object is none', () => {
    for (const language of ['__proto__', 'constructor', 'tostring', 'ts"><b>'])
      expect(highlightCode(language, ['a'])).toBeUndefined();
  });

  test.each(['bash', 'arduino', 'ts', 'xml', 'json', 'ruby'])(
    'brackets that are nested without end in %s are drawn',
    language => {
      for (const bracket of ['(', '$(', '{', '[', '"$(', '<a>', '${', '`${', '#{']) {
        const code = bracket.repeat(40_000 / bracket.length);
        expect(rows(`\`\`\`${language}\n${code.slice(0, 900)}\n\`\`\``, {theme: dark}).length).toBeGreaterThan(10);
        const lines = Array.from({length: 4}, () => code.slice(0, 900));
        expect(highlightCode(language, lines) ?? lines).toHaveLength(4);
        expect(highlightCode(language, [code])).toBeUndefined();
      }
    },
  );
});
