/** Desktop notices by the terminal: OSC 9, 777 or 99, whichever it supports. */

export interface Notice {
  title: string;
  body: string;
}

export type NoticeForm = 'osc9' | 'osc777' | 'osc99';

type Env = Readonly<Record<string, string | undefined>>;

const BY_PROGRAM: Readonly<Record<string, NoticeForm>> = {
  'iTerm.app': 'osc9',
  WezTerm: 'osc777',
  ghostty: 'osc777',
  WarpTerminal: 'osc777',
};

/** Chooses the form by the environment; tmux passes on the variables of the terminal around it. */
export function noticeFormFrom(env: Env): NoticeForm | undefined {
  const {TERM = '', TERM_PROGRAM = '', LC_TERMINAL = ''} = env;
  const known = BY_PROGRAM[TERM_PROGRAM];
  if (known !== undefined) return known;
  if (TERM === 'xterm-kitty' || (env.KITTY_WINDOW_ID ?? '') !== '') return 'osc99';
  if (TERM === 'xterm-ghostty' || (env.GHOSTTY_RESOURCES_DIR ?? '') !== '') return 'osc777';
  if (/^(?:foot|rxvt-unicode|contour)/.test(TERM) || (env.WEZTERM_PANE ?? '') !== '') return 'osc777';
  return LC_TERMINAL === 'iTerm2' || (env.ITERM_SESSION_ID ?? '') !== '' ? 'osc9' : undefined;
}

/** Characters that end a sequence, change the text direction or break a line. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const TITLE_MAX = 60;
const BODY_MAX = 160;

/** One line each, clipped to the length of a notice. */
export const safeNotice = ({title, body}: Notice): Notice => ({
  title: safe(title, TITLE_MAX),
  body: safe(body, BODY_MAX),
});

function safe(text: string, max: number): string {
  const line = text
    .slice(0, max * 8)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(UNSAFE, '')
    .trim();
  const characters = Array.from(line);
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const FORMS: Readonly<Record<NoticeForm, (notice: Notice) => readonly string[]>> = {
  // The prefix prevents a leading number with a semicolon, which some terminals take for another command.
  osc9: ({title, body}) => [`\u001B]9;chat-tui · ${title}: ${body}\u001B\\`],
  // A semicolon would end the title.
  osc777: ({title, body}) => [`\u001B]777;notify;${title.replaceAll(';', ',')};${body.replaceAll(';', ',')}\u001B\\`],
  osc99: ({title, body}) => [
    `\u001B]99;i=chat-tui:d=0:e=1:p=title;${base64(title)}\u001B\\`,
    `\u001B]99;i=chat-tui:d=1:e=1:p=body;${base64(body)}\u001B\\`,
  ],
};

export const noticeSequences = (form: NoticeForm, notice: Notice): readonly string[] => FORMS[form](safeNotice(notice));
