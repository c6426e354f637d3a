/** Makes one's own name stand out in what others write. */
import type {Paint} from '../theme.ts';

const patterns = new Map<string, RegExp>();

/** What `mentions()` finds, as a pattern; names are ASCII by rule. */
function patternOf(name: string): RegExp {
  const known = patterns.get(name);
  if (known !== undefined) return known;
  const escaped = name.replaceAll(/[.-]/g, '\\$&');
  const pattern = new RegExp(`(?<![a-z0-9@._-])@${escaped}(?!_|[._-]*[a-z0-9])`, 'gi');
  patterns.set(name, pattern);
  return pattern;
}

/** @param safeText has gone through `display()` */
export const markMentions = (safeText: string, name: string, paint: Paint): string =>
  safeText.replaceAll(patternOf(name), found => paint(found));
