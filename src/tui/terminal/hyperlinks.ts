/** Encodes OSC 8 links as a reserved background colour so that Ink treats them as a style; egress replaces it. */

export interface Hyperlinks {
  /** Puts a link around text that is safe to show; pieces of one target are one link. @param href as `webLinkOf` gives it */
  styled(href: string, text: string): string;
  /** What the terminal gets instead of these styles. */
  written(text: string): string;
}

/** The palette ends at 255. */
const FIRST = 1_000;
/** More than there are on any screen; those that were asked for longest ago are text only. */
const KEPT_MAX = 2_000;
const STYLES = /\u001B\[(?:48;5;(\d{4,9})|49)m/g;
const CLOSE = '\u001B]8;;\u001B\\';
/** Nothing in it ends the sequence, or is anything but text to a terminal. */
const SAFE = /^(?:https?|chat-tuis?):\/\/[!-~]{1,1000}$/i;

export function createHyperlinks(): Hyperlinks {
  const numbers = new Map<string, number>();
  const targets = new Map<number, string>();
  let next = FIRST;
  let isLinkOpen = false;

  function numberOf(href: string): number {
    const known = numbers.get(href);
    const number = known ?? next++;
    // The one that was asked for last stands at the end.
    numbers.delete(href);
    numbers.set(href, number);
    targets.set(number, href);
    const [oldest] = numbers;
    if (numbers.size > KEPT_MAX && oldest !== undefined) {
      numbers.delete(oldest[0]);
      targets.delete(oldest[1]);
    }
    return number;
  }

  return {
    styled: (href, text) =>
      text === '' || !SAFE.test(href) ? text : `\u001B[48;5;${numberOf(href)}m${text}\u001B[49m`,
    written: text =>
      text.includes('\u001B[4')
        ? text.replaceAll(STYLES, (style: string, number?: string) => {
            // The end of a colour that is one.
            if (number === undefined && !isLinkOpen) return style;
            isLinkOpen = number !== undefined;
            const target = number === undefined ? undefined : targets.get(Number(number));
            return target === undefined ? CLOSE : `\u001B]8;id=${number};${target}\u001B\\`;
          })
        : text,
  };
}

type Env = Readonly<Record<string, string | undefined>>;

const BY_TERM = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|contour|wezterm|rio|mintty|mlterm)(?:-|$)/;
const BY_PROGRAM = new Set(['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'mintty', 'rio', 'Tabby', 'WarpTerminal']);
/** Earlier ones end at a link. */
const VTE_MIN = 5_001;
const KONSOLE_MIN = 201_200;
const TMUX_MIN = 3.4;

/** Whether a terminal with this environment is known to support links; others may show them as text. */
export function hasHyperlinks(env: Env): boolean {
  const {TERM = '', TERM_PROGRAM = '', TERM_PROGRAM_VERSION = ''} = env;
  // What these hand on was said by the terminal around them.
  if (TERM_PROGRAM === 'tmux') return Number.parseFloat(TERM_PROGRAM_VERSION) >= TMUX_MIN;
  if (/^(?:screen|tmux|linux|dumb)/.test(TERM) || (env.STY ?? '') !== '') return false;
  return (
    BY_TERM.test(TERM) ||
    BY_PROGRAM.has(TERM_PROGRAM) ||
    (env.WT_SESSION ?? '') !== '' ||
    Number(env.VTE_VERSION) >= VTE_MIN ||
    Number(env.KONSOLE_VERSION) >= KONSOLE_MIN
  );
}
