/**
 * Formats rows as CSV (RFC 4180), escaped so that no spreadsheet runs a cell as a formula. By hand: quoting is one
 * replacement, and libraries escape a formula only at the first character, where a spreadsheet skips blanks and quotes.
 */
import type {AdminRow, AdminValue, Columns} from '../../shared/admin/field.ts';
import {display} from '../../shared/text/safeText.ts';

/** Characters with which a spreadsheet formula may start, including full-width forms; blanks before them are skipped. */
const FORMULA = /^[\s"']*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** Returns the CSV lines of some rows; the first call adds the header. */
export function csvOf(columns: Columns): (rows: readonly AdminRow[]) => string[] {
  let isFirst = true;
  return rows => {
    const names = isFirst ? [Object.keys(columns).map(quoted).join(',')] : [];
    isFirst = false;
    const lines = rows.map(row =>
      Object.entries(columns)
        .map(([name, kind]) => quoted(cellOf(row[name], kind.startsWith('atMs'))))
        .join(','),
    );
    return [...names, ...lines];
  };
}

function cellOf(value: AdminValue | undefined, isTime: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return isTime ? new Date(value).toISOString() : String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  const text = display(typeof value === 'string' ? value : value.join(' '), 'line');
  return FORMULA.test(text) ? `'${text}` : text;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
