/** How large a file is; of several in one offer also how many they are. */
import {bundleWords, type Bundle} from '../../shared/bundle.ts';
import {sizeText} from '../../shared/text/sizeText.ts';

export const fileSizeWords = (
  {sizeBytes, bundle}: {sizeBytes: number; bundle?: Bundle | undefined},
  separator = ', ',
): string => (bundle === undefined ? sizeText(sizeBytes) : bundleWords(bundle) + separator + sizeText(sizeBytes));
