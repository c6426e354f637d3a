/** The steps of setting up a second factor as rows for a box, with the QR code of its secret. */
import {columnsOf, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {drawField, type Field} from '../writing/field.ts';
import type {Theme} from '../theme.ts';
import type {SetUp} from './setUp.ts';

interface Size {
  columns: number;
  rows: number;
}

const LABEL_COLUMNS = 10;
const CODES_BESIDE_COLUMNS = 48;

export function titleOf(setUp: SetUp): string {
  if (setUp.step === 'asked') return setUp.ends ? 'End the second factor' : 'Set up a second factor';
  if (setUp.step === 'secret') return 'Give this to your authenticator';
  return 'Recovery codes';
}

export function setUpHint(setUp: SetUp): string {
  if (setUp.step === 'asked')
    return setUp.asksCode ? 'Enter go on · Tab next · Esc cancel' : 'Enter go on · Esc cancel';
  if (setUp.step === 'secret') return `Enter go on · ${setUp.showsQr ? 'Tab letters' : 'Tab QR code'} · Esc cancel`;
  return setUp.step === 'codes' ? 'Enter when they are written down' : 'Enter go on · Esc show them again';
}

/** Size at which everything fits; smaller boxes work too. */
export function roomOf(setUp: SetUp, columnsMax: number): Size {
  if (setUp.step === 'secret' && setUp.showsQr)
    return {columns: Math.min(columnsMax, Math.max(44, columnsOf(setUp.qr[0] ?? ''))), rows: setUp.qr.length + 2};
  const columns = Math.min(columnsMax, 60);
  const fields = setUp.step === 'asked' && setUp.asksCode ? 2 : 1;
  const said = wrapColumns(setUp.sentence, columns).length;
  return {columns, rows: bodyOf(setUp, columns).length + 1 + fields + Math.max(1, said)};
}

/** @param size inner size of the box */
export function setUpRows(setUp: SetUp, theme: Theme, size: Size): string[] {
  const {columns, rows} = size;
  const said = setUp.isWaiting
    ? [theme.dim('One moment…')]
    : wrapColumns(display(setUp.sentence, 'line'), columns).map(theme.bad);
  const fields = fieldsOf(setUp, theme, columns);
  const room = rows - fields.length - (setUp.sentence === '' && !setUp.isWaiting ? 0 : said.length);
  const isQr = setUp.step === 'secret' && setUp.showsQr && fitsQr(setUp.qr, columns, room);
  const body = isQr ? setUp.qr.map(row => theme.scan(row)) : bodyOf(setUp, columns);
  const air = body.length + 1 <= room ? [''] : [];
  return [...body.slice(0, room), ...(body.length === 0 ? [] : air), ...fields, ...said].slice(0, rows);
}

const fitsQr = (qr: readonly string[], columns: number, rows: number): boolean =>
  qr.length > 0 && qr.length <= rows && columnsOf(qr[0] ?? '') <= columns;

const words = (text: string, columns: number): string[] => wrapColumns(text, columns);

function bodyOf(setUp: SetUp, columns: number): string[] {
  switch (setUp.step) {
    case 'asked':
      if (setUp.ends) return words('Your password alone lets you in then.', columns);
      return words('Each login asks for a code of your authenticator then, besides the password.', columns);
    case 'secret':
      return [
        ...inGroups(display(setUp.secret, 'line'), columns),
        '',
        ...words(`As a link: ${display(setUp.uri, 'line')}`, columns),
        '',
        ...words(
          setUp.showsQr
            ? 'In a larger window a QR code stands here. Type the six digits that it shows:'
            : 'It shows six digits then. Type them here:',
          columns,
        ),
      ];
    case 'codes':
      return [
        ...words('For when the authenticator is lost; each is good once. Keep them on paper.', columns),
        '',
        ...codeRows(setUp.codes, columns),
      ];
    case 'check':
      return words(`Type code ${setUp.which + 1}, as a sign that you have them.`, columns);
  }
}

/** Groups of four letters, as they are typed into a phone. */
function inGroups(secret: string, columns: number): string[] {
  const groups = secret.match(/.{1,4}/g) ?? [];
  const perRow = Math.max(1, Math.min(4, Math.floor((columns - 2) / 5)));
  return Array.from(
    {length: Math.ceil(groups.length / perRow)},
    (_, at) => `  ${groups.slice(at * perRow, (at + 1) * perRow).join(' ')}`,
  );
}

function codeRows(codes: readonly string[], columns: number): string[] {
  const shown = codes.map((code, at) => `${String(at + 1).padStart(2)}  ${display(code, 'line')}`);
  if (columns < CODES_BESIDE_COLUMNS) return shown;
  const half = Math.ceil(shown.length / 2);
  return shown.slice(0, half).map((left, at) => `${left.padEnd(25)}${shown[half + at] ?? ''}`);
}

function fieldsOf(setUp: SetUp, theme: Theme, columns: number): string[] {
  const row = (label: string, field: Field, isFocused: boolean, isMasked = false) => {
    const look = {columns: columns - LABEL_COLUMNS, theme, isFocused: isFocused && !setUp.isWaiting, isMasked};
    return (
      (isFocused ? theme.accent(label) : label) + ' '.repeat(LABEL_COLUMNS - label.length) + drawField(field, look)
    );
  };
  if (setUp.step === 'asked') {
    const {password, code, asksCode, focused} = setUp;
    return [
      row('Password', password, focused === 'password', true),
      ...(asksCode ? [row('Code', code, focused === 'code')] : []),
    ];
  }
  if (setUp.step === 'secret') return [row('Code', setUp.code, true)];
  return setUp.step === 'check' ? [row(`Code ${setUp.which + 1}`, setUp.typed, true)] : [];
}

/** Width of the light margin around the code, in modules. */
const QUIET_MODULES = 1;

/**
 * A QR code as rows of text, each two modules high. Dark modules are drawn, so the background must be light. The issuer is left
 * out to keep the code small; the account's name begins with the program's name anyway. Empty if the text is too long for a code.
 */
export async function qrRows(uri: string): Promise<readonly string[]> {
  const {encodeQR} = await import('qr');
  const short = uri.replace(/&issuer=[^&]*$/, '').replace('%3A', ':');
  try {
    const modules = encodeQR(short, 'raw', {ecc: 'low', border: QUIET_MODULES});
    return Array.from({length: Math.ceil(modules.length / 2)}, (_, at) => rowOf(modules[2 * at], modules[2 * at + 1]));
  } catch {
    return [];
  }
}

const rowOf = (upper: readonly boolean[] = [], lower: readonly boolean[] = []): string =>
  upper.map((isDark, at) => (isDark ? (lower[at] === true ? '█' : '▀') : lower[at] === true ? '▄' : ' ')).join('');
