/** A preview as rows of text. */
import {plural} from '../../../shared/text/figures.ts';
import {sizeText} from '../../../shared/text/sizeText.ts';
import {tableOf} from '../../../shared/text/table.ts';
import type {Preview} from './preview.ts';

const FORMATS: Readonly<Record<string, string>> = {jpg: 'JPEG', 'tar.gz': 'tar, compressed by gzip', gzip: 'gzip'};

/** The first row, e.g. `PNG image, 800 × 600 pixels`. */
export function previewFacts({kind, format, width, height, lines, entries, isCut}: Preview): string {
  const name = FORMATS[format] ?? format.toUpperCase();
  if (kind === 'image') return `${name} image, ${width} × ${height} pixels`;
  if (kind === 'text') return isCut ? 'Text, its first lines' : `Text, ${plural(lines?.length ?? 0, 'line')}`;
  if (kind === 'other') return isCut ? 'Neither text, picture nor archive' : 'Empty';
  if (entries === undefined)
    return `Archive (${name})${lines === undefined ? '' : ', the first lines of a text in it'}`;
  const files = entries.filter(entry => !entry.name.endsWith('/'));
  const bytes = files.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
  const count = plural(files.length, 'file');
  return isCut ? `Archive (${name}), its first ${count}` : `Archive (${name}), ${count}, ${sizeText(bytes)}`;
}

/** Contains text from others, not yet passed through `display()`. */
export const previewRows = (preview: Preview): string[] => [
  previewFacts(preview),
  '',
  ...tableOf((preview.entries ?? []).map(({name, sizeBytes}) => [name.endsWith('/') ? '' : sizeText(sizeBytes), name])),
  ...(preview.lines ?? []),
  ...(preview.isCut && preview.kind !== 'other' ? ['…'] : []),
];
