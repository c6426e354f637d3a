/** Parses mouse reports (SGR 1006): `ESC [ < button ; column ; row M`, with `m` for a release. */

export interface MouseReport {
  kind: 'press' | 'drag' | 'release' | 'wheelUp' | 'wheelDown';
  /** Counted from 0; may be outside the screen. */
  column: number;
  row: number;
}

/** Larger numbers cannot come from a real terminal. */
const REPORT = /^\u001B\[<(\d{1,3});(\d{1,4});(\d{1,4})([Mm])$/;

/** Bits of Shift, Alt and Ctrl; a click with them is still a click. */
const MODIFIERS = 4 | 8 | 16;
const MOTION = 32;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;

/** Reports of the left button and the wheel; absent for all others. */
export function mouseReportOf(sequence: string): MouseReport | undefined {
  const [, button = '', x = '', y = '', end] = REPORT.exec(sequence) ?? [];
  if (end === undefined || Number(x) === 0 || Number(y) === 0) return undefined;
  const kind = kindOf(Number(button) & ~MODIFIERS, end === 'm');
  return kind && {kind, column: Number(x) - 1, row: Number(y) - 1};
}

function kindOf(button: number, isRelease: boolean): MouseReport['kind'] | undefined {
  if (button === 0) return isRelease ? 'release' : 'press';
  // Some terminals do not report which button was released.
  if (button === 3) return 'release';
  if (button === MOTION) return isRelease ? undefined : 'drag';
  if (isRelease) return undefined;
  return button === WHEEL_UP ? 'wheelUp' : button === WHEEL_DOWN ? 'wheelDown' : undefined;
}
