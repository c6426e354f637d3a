/** Several files and folders that are offered as one file: a tar archive, with facts about it besides name and size. */
import * as z from 'zod/mini';
import {plural} from './text/figures.ts';
import {count, text} from './fields.ts';
import {FIXED_LIMITS} from './limits.ts';

/** Names that are told with the offer; all of them stand at the beginning of the archive. */
export const BUNDLE_NAMES_MAX = 8;
/** Files and folders in one offer. */
export const BUNDLE_ITEMS_MAX = 50_000;

export const Bundle = z.object({
  /** Without folders. */
  files: count(),
  /** The first of those at the top; folders end with a slash. Foreign text. */
  names: z.array(text(FIXED_LIMITS.fileNameLengthMax)).check(z.maxLength(BUNDLE_NAMES_MAX)),
});
export type Bundle = z.infer<typeof Bundle>;

const ENDING = '.tar';

/** What a client that knows no bundles takes it for. */
export const archiveNameOf = (title: string): string =>
  title.toLowerCase().endsWith(ENDING) ? title : `${title}${ENDING}`;

/** As people call it; foreign text. */
export const titleOf = ({name, bundle}: {name: string; bundle?: Bundle | undefined}): string =>
  bundle !== undefined && name.toLowerCase().endsWith(ENDING) ? name.slice(0, -ENDING.length) : name;

/** e.g. `12 files`. */
export const bundleWords = ({files}: Bundle): string => plural(files, 'file');
