/** Wraps sequences for tmux and screen, which pass on only what is marked for the terminal around them. */

export type Multiplexer = 'tmux' | 'screen';

type Env = Readonly<Record<string, string | undefined>>;

export function multiplexerFrom({TMUX = '', STY = '', TERM = ''}: Env): Multiplexer | undefined {
  if (TMUX !== '' || TERM.startsWith('tmux')) return 'tmux';
  return STY === '' ? undefined : 'screen';
}

/** Maximum length of a string that GNU screen passes on at once. */
const PIECE = 76;

/** @param sequence a constant string sequence of the screen, with its terminator */
export function passThrough(sequence: string, multiplexer: Multiplexer | undefined): string {
  if (multiplexer === undefined) return sequence;
  if (multiplexer === 'tmux') return `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`;
  // An inner string terminator would end the outer string, so it is replaced by BEL.
  const whole = sequence.replaceAll('\u001B\\', '\u0007');
  const pieces = whole.match(new RegExp(`[^]{1,${PIECE}}`, 'g')) ?? [];
  return pieces.map(piece => `\u001BP${piece}\u001B\\`).join('');
}
