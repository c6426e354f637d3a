/**
 * A bundle: several files and folders that are offered as one file, a tar archive, with further facts besides name and size.
 */
import * as z from 'zod/mini';
import {plural} from './text/figures.ts';
import {count, text} from './fields.ts';
import {FIXED_LIMITS} from './limits.ts';

/** Maximum number of names in the offer; the archive begins with the full list. */
export const BUNDLE_NAMES_MAX = 8;
/** Maximum number of files and folders in one offer. */
export const BUNDLE_ITEMS_MAX = 50_000;

export const Bundle = z.object({
  /** Number of files, without folders. */
  files: count(),
  /** The first names at the top level; the names of folders end with a slash. Text from others. */
  names: z.array(text(FIXED_LIMITS.fileNameLengthMax)).check(z.maxLength(BUNDLE_NAMES_MAX)),
});
export type Bundle = z.infer<typeof Bundle>;

const ENDING = '.tar';

/** The file name of the archive, for clients without bundles. */
export const archiveNameOf = (title: string): string =>
  title.toLowerCase().endsWith(ENDING) ? title : `${title}${ENDING}`;

/** The name shown to people, without the archive's ending; text from others. */
export const titleOf = ({name, bundle}: {name: string; bundle?: Bundle | undefined}): string =>
  bundle !== undefined && name.toLowerCase().endsWith(ENDING) ? name.slice(0, -ENDING.length) : name;

/** The number of files in words, e.g. `12 files`. */
export const bundleWords = ({files}: Bundle): string => plural(files, 'file');
