/** The name of a conversation of several people. */
import {FIXED_LIMITS} from '../limits.ts';

/**
 * Login names joined by commas, as many as fit; `+2` stands for two more.
 * @param names of the others; for one's own notes, one's own name
 */
export function groupName(names: readonly string[]): string {
  for (let shown = names.length; shown > 0; shown--) {
    const more = names.length - shown;
    const name = `${names.slice(0, shown).join(',')}${more === 0 ? '' : `,+${more}`}`;
    if (name.length <= FIXED_LIMITS.roomNameLengthMax) return name;
  }
  return `+${names.length}`;
}
