/** Encodes OSC 8 links as a reserved background colour so that Ink treats them as a style; egress replaces it. */

export interface Hyperlinks {
  /** Puts a link around safe text; pieces with the same target form one link. @param href as `webLinkOf` returns it */
  styled(href: string, text: string): string;
  /** Replaces the reserved styles by link sequences. */
  written(text: string): string;
}

/** Above 255, the end of the palette, so that the number cannot be a real colour. */
const FIRST = 1_000;
/** More than fit on any screen; the least recently used ones lose their link. */
const KEPT_MAX = 2_000;
const STYLES = /\u001B\[(?:48;5;(\d{4,9})|49)m/g;
const CLOSE = '\u001B]8;;\u001B\\';
/** Targets without characters that could end the sequence or act on the terminal. */
const SAFE = /^(?:https?|chat-tuis?):\/\/[!-~]{1,1000}$/i;

export function createHyperlinks(): Hyperlinks {
  const numbers = new Map<string, number>();
  const targets = new Map<number, string>();
  let next = FIRST;
  let isLinkOpen = false;

  function numberOf(href: string): number {
    const known = numbers.get(href);
    const number = known ?? next++;
    // Moves the target to the end of the order of use.
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
            // This ends a real background colour, not a link.
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
/** Minimum version; earlier ones crash on links. */
const VTE_MIN = 5_001;
const KONSOLE_MIN = 201_200;
const TMUX_MIN = 3.4;

/** Whether a terminal with this environment is known to support links; others may show them as text. */
export function hasHyperlinks(env: Env): boolean {
  const {TERM = '', TERM_PROGRAM = '', TERM_PROGRAM_VERSION = ''} = env;
  // Inside a multiplexer, the other variables may describe the terminal around it.
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
