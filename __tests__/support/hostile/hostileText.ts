/** Texts that have hurt terminals, chats and their logs, by row of the table of bad inputs; one list for every field there is. */

export interface HostileText {
  /** Row of the table of bad inputs. */
  row: 'B1' | 'B2' | 'B3' | 'B4' | 'B5' | 'B6' | 'B7' | 'B8' | 'B9' | 'B10' | 'B12' | 'B15' | 'B29' | 'B30';
  /** What it tries, in a few words; unique. */
  name: string;
  text: string;
}

const ESC = '\u001B';
const BEL = '\u0007';
const CSI8 = '\u009B';
const OSC8BIT = '\u009D';
const ST8 = '\u009C';

const of = (row: HostileText['row'], texts: Readonly<Record<string, string>>): HostileText[] =>
  Object.entries(texts).map(([name, text]) => ({row, name, text}));

const CSI = of('B1', {
  'erase the screen': `${ESC}[2J`,
  'erase the scrollback': `${ESC}[3J`,
  'ask for the cursor': `${ESC}[6n`,
  'ask for the status': `${ESC}[5n`,
  'ask for the attributes': `${ESC}[c`,
  'ask for the other attributes': `${ESC}[>c`,
  'ask for the version': `${ESC}[>0q`,
  'ask for a mode': `${ESC}[?2026$p`,
  'ask for the window title': `${ESC}[21t`,
  'ask for the kitty keyboard': `${ESC}[?u`,
  'leave the alternate screen': `${ESC}[?1049l`,
  'enter the alternate screen': `${ESC}[?1049h`,
  'begin a paste': `${ESC}[200~`,
  'end a paste': `${ESC}[201~`,
  'switch off paste marks': `${ESC}[?2004l`,
  'switch on the mouse': `${ESC}[?1000h${ESC}[?1006h`,
  'hide the cursor': `${ESC}[?25l`,
  'hold the drawing': `${ESC}[?2026h`,
  'go home': `${ESC}[H`,
  'go far': `${ESC}[999;999H`,
  'go up': `${ESC}[5A`,
  'go to the first column': `${ESC}[G`,
  'erase the line': `${ESC}[2K`,
  'insert lines': `${ESC}[9L`,
  'scroll region': `${ESC}[3;4r`,
  'paint everything': `${ESC}[0;31;47;8m`,
  'resize the window': `${ESC}[8;10;10t`,
  'reset the terminal': `${ESC}c`,
  'soft reset': `${ESC}[!p`,
  'fill with E': `${ESC}#8`,
  'save and restore': `${ESC}7${ESC}8`,
  'line drawing letters': `${ESC}(0`,
  'rxvt graphics answer': `${ESC}GQ`,
  'repeat a character': `x${ESC}[9999b`,
  'unfinished at the end': `${ESC}[`,
  'escape at the end': ESC,
  'with long parameters': `${ESC}[${'9;'.repeat(200)}m`,
});

const OSC_BODIES: Readonly<Record<string, string>> = {
  'icon and title': '0;owned',
  title: '2;owned',
  'palette question': '4;0;?',
  'working folder': '7;file:///etc',
  link: '8;;http://evil.example',
  notification: '9;owned',
  'foreground question': '10;?',
  'background question': '11;?',
  'kitty colours': '21;foreground=?',
  'font question': '50;?',
  'clipboard write': '52;c;b3duZWQ=',
  'clipboard read': '52;c;?',
  'kitty notification': '99;i=1:d=0;owned',
  'prompt mark': '133;A',
  'rxvt notification': '777;notify;owned;owned',
  'iTerm file': '1337;File=inline=1:AAAA',
};
const TERMINATORS: Readonly<Record<string, string>> = {BEL, ST: `${ESC}\\`, 'one-byte ST': ST8, nothing: ''};

const OSC = of(
  'B2',
  Object.fromEntries([
    ...Object.entries(OSC_BODIES).flatMap(([what, body], at) =>
      // Every body, every end, not every pair.
      Object.entries(TERMINATORS)
        .filter((_, end) => (at + end) % 2 === 0)
        .map(([end, sign]) => [`${what} ended by ${end}`, `${ESC}]${body}${sign}`]),
    ),
    ...Object.entries(OSC_BODIES).map(([what, body]) => [`${what} from one byte`, `${OSC8BIT}${body}${BEL}`]),
  ]),
);

const STRINGS = of('B3', {
  'request of a setting': `${ESC}P$q"p${ESC}\\`,
  'request of a capability': `${ESC}P+q544e${ESC}\\`,
  'set of a font': `${ESC}P1;1|17/41${ESC}\\`,
  sixel: `${ESC}Pq#0;2;0;0;0#0~~@@vv@@~~${ESC}\\`,
  'kitty picture': `${ESC}_Gf=24,s=1,v=1,a=T;AAAA${ESC}\\`,
  'kitty picture from a file': `${ESC}_Ga=q,t=f;L2V0Yy9wYXNzd2Q=${ESC}\\`,
  'through tmux': `${ESC}Ptmux;${ESC}${ESC}]52;c;b3duZWQ=${BEL}${ESC}\\`,
  'through screen': `${ESC}P${ESC}]0;owned${BEL}${ESC}\\`,
  'start of string': `${ESC}Xowned${ESC}\\`,
  'privacy message': `${ESC}^owned${ESC}\\`,
  'screen title': `${ESC}kowned${ESC}\\`,
  'device control without an end': `${ESC}P1000p`,
  'application command without an end': `${ESC}_owned`,
});

const ONE_BYTE = of('B4', {
  'control sequence': `${CSI8}2J${CSI8}6n`,
  'device control': `\u0090$q"p${ST8}`,
  'start of string': `\u0098owned${ST8}`,
  'privacy message': `\u009Eowned${ST8}`,
  'application command': `\u009Fowned${ST8}`,
  'next line': '\u0085',
  'index and reverse index': '\u0084\u008D',
  'single shifts': '\u008E\u008F',
  'every one of them': Array.from({length: 32}, (_, at) => String.fromCharCode(0x80 + at)).join(''),
});

const PIECES = of('B5', {
  'a colour inside an escape': `${ESC}${ESC}[31m [2J`,
  'a colour inside a sequence': `${ESC}[${ESC}[0m2J`,
  'a title inside a title': `${ESC}]0;${ESC}]0;x${BEL}owned${BEL}`,
  'a removed character inside': `${ESC}\u200B[2J${ESC}\u0000[2J`,
  'one byte inside seven bits': `${ESC}${CSI8}2J`,
  'escapes in a row': `${ESC.repeat(9)}[2J`,
  'the second half': '[2J]0;owned',
});

const CONTROLS = of('B6', {
  'carriage return': '\rowned',
  'carriage returns and line breaks': '\r\n\r\n',
  'line break with a false name': '\nann │ I said this',
  backspaces: '\b\b\b\b\b\b\b\bowned',
  'vertical tab and form feed': '\u000B\u000C',
  bell: BEL,
  null: '\0',
  delete: '\u007F\u007F',
  'shift out': '\u000E qqqq',
  'shift in': '\u000F',
  'who are you': '\u0005',
  tab: '\tx\t',
  'line and paragraph separators': '\u2028x\u2029y',
  'all of them': Array.from({length: 32}, (_, at) => String.fromCharCode(at)).join(''),
});

const BIDI = of('B7', {
  'reversed file ending': 'photo\u202Egnp.exe',
  embeddings: '\u202A\u202B\u202Cx',
  isolates: '\u2066x\u2067y\u2068z\u2069',
  marks: '\u200E\u200F\u061C',
  'real Hebrew and Arabic': 'שלום 123 مرحبا (x)',
});

const INVISIBLE = of('B8', {
  'zero width space in a name': 'ad\u200Bmin',
  'word joiner and byte order mark': '\u2060\uFEFF',
  'soft hyphen': 'ad\u00ADmin',
  fillers: '\u115F\u1160\u3164\uFFA0\u2800',
  tags: '\u{E0041}\u{E0020}\u{E007F}',
  'tags behind a flag': '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}\u{E0041}',
  'variation selectors': 'a\uFE0F\uFE0E\u{E0100}',
  'joiners between Latin letters': 'ad\u200Dmi\u200Cn',
  'joiner in Persian': 'می\u200Cخواهم',
  'grapheme joiner': 'a\u034Fb',
  'object replacement': '\uFFFC\uFFF9x\uFFFAy\uFFFB',
  'invisible operators': '\u2061\u2062\u2063\u2064',
});

const ALIKE = of('B9', {
  'Cyrillic a': '\u0430dmin',
  'full width': '\uFF41\uFF44\uFF4D\uFF49\uFF4E',
  'mathematical letters': '\u{1D41A}\u{1D41D}\u{1D426}\u{1D422}\u{1D427}',
  'Kelvin sign': '\u212Aelvin',
  ligature: '\uFB01le',
  'sharp s': 'straße STRASSE',
  'dotless i': 'adm\u0131n',
  'link of mixed letters': 'https://p\u0430ypal.example/x',
});

const SHAPES = of('B10', {
  'ten thousand marks': `a${'\u0301'.repeat(10_000)}`,
  'marks on nothing': '\u0301\u0301\u0301',
  'marks of all kinds': 'Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A\u032F',
  'the widest character': '\uFDFD\uFDFD\uFDFD',
  'a family': '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}',
  'a family without end': '\u{1F468}\u200D'.repeat(60),
  flags: '\u{1F1E9}\u{1F1EA}\u{1F1EB}\u{1F1F7}\u{1F1EA}',
  keycaps: '1\uFE0F\u20E3#\uFE0F\u20E3',
  'skin tones': '\u{1F44D}\u{1F3FF}\u{1F44D}\u{1F3FB}',
  'ambiguous width': '\u00A7\u00B1\u2460\u2605\u2014\u2026\u25A0',
  'text and picture forms': '\u2764\u2764\uFE0E\u2764\uFE0F\u00A9\uFE0F',
  'lone surrogates': '\uD800x\uDC00',
  noncharacters: '\uFFFE\uFFFF\u{1FFFE}',
  'private use': '\uE000\uF8FF\u{F0000}',
  'Indian and Thai clusters': 'क्षि ஸ்ரீ กำกำ ำำ',
  'Korean pieces': '\u1112\u1161\u11AB\u1112\u1161',
  'tones without end': `\u{1F44D}${'\u{1F3FF}'.repeat(100)}`,
  'conjuncts without end': '\u0915\u094D'.repeat(100),
  'prepended letters without end': '\u0D4E'.repeat(100),
  'Thai vowels without end': `\u0E01${'\u0E33'.repeat(100)}`,
  'Korean pieces without end': `${'\u1112'.repeat(60)}${'\u1161'.repeat(60)}`,
  'wide at the edge': '漢'.repeat(120),
  'sign over a number': '\u0600\u06DD123',
});

const MARKUP = of('B12', {
  'a thousand quotes': '>'.repeat(1_000),
  'a thousand stars': '*_~`'.repeat(250),
  brackets: '[('.repeat(500),
  'a costly pattern': `${'a'.repeat(1_000)}!`,
  'a search': '%_\\"*( NEAR( a AND OR NOT ^ {x}:',
});

const LINKS = of('B15', {
  'a script': 'javascript:alert(1)',
  'a file of this machine': 'file:///etc/passwd',
  'a page in itself': 'data:text/html,<script>alert(1)</script>',
  'a name before the host': 'https://good.example@evil.example/',
  'a command behind': 'https://evil.example/;rm -rf ~',
  'quotes and substitutions': `https://evil.example/'"$(id)\`id\``,
  'spaces and a pipe': 'https://evil.example/ | sh',
  'without end': `https://evil.example/${'a'.repeat(1_000)}`,
});

const RECORDS = of('B29', {
  'a second record': '\n{"level":"info","msg":"login","name":"ann","isSuccess":true}',
  'a carriage return and a colour': `\r${ESC}[31mfake`,
  'a formula': '=HYPERLINK("http://evil.example","x")',
  'other formulas': '+1 -1 @SUM(A1)',
});

const QUERIES = of('B30', {
  'a second statement': "x'); DROP TABLE accounts; --",
  'a condition': "' OR '1'='1",
  wildcards: '%_%',
  quotes: `"'\`\\`,
  parameters: '?1 :name @name $1',
});

export const HOSTILE_TEXTS: readonly HostileText[] = [
  ...CSI,
  ...OSC,
  ...STRINGS,
  ...ONE_BYTE,
  ...PIECES,
  ...CONTROLS,
  ...BIDI,
  ...INVISIBLE,
  ...ALIKE,
  ...SHAPES,
  ...MARKUP,
  ...LINKS,
  ...RECORDS,
  ...QUERIES,
];

export const hostileTexts = (...rows: readonly HostileText['row'][]): HostileText[] =>
  HOSTILE_TEXTS.filter(({row}) => rows.includes(row));

/** Cut to so many code units, as whoever attacks would do it by hand. */
export const cutTo = (text: string, length: number): string => text.slice(0, length);
