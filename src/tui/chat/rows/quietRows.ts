/** Folds joins, leaves and presence changes between two messages into one or two lines. */
import {display} from '../../../shared/text/safeText.ts';
import type {Aside} from '../../../client/state/state.ts';
import {nameOf, systemRows, type Look} from './chatLine.ts';
import {timeOf} from '../../rows/clock.ts';

type Presence = Extract<Aside, {kind: 'presence'}>;

/** Somebody joined, left, came online or went offline. */
export interface QuietChange {
  name: string;
  atMs: number;
  /** Derived from presence; otherwise from an entry of the log. */
  isPresence: boolean;
  verb: string;
  /** The quit message or the reason for being away; untrusted text, often empty. */
  words: string;
}

const SHOWN_NAMES = 3;
const VERB_OF_STATE = {
  online: 'is online',
  idle: 'is online',
  busy: 'is online',
  away: 'is away',
  offline: 'went offline',
} as const;

export const quietChangeOf = ({name, atMs, state, status}: Presence): QuietChange => ({
  name,
  atMs,
  isPresence: true,
  verb: VERB_OF_STATE[state],
  words: state === 'online' ? '' : status,
});

/** Empty if all changes cancelled out. */
export function quietRows(changes: readonly QuietChange[], look: Look): string[] {
  if (changes.length === 0) return [];
  // Only the last change of a person counts; membership and presence are separate.
  const latest = new Map<string, QuietChange>();
  for (const change of changes) {
    const key = `${change.isPresence ? 'presence' : 'log'} ${change.name}`;
    latest.delete(key);
    latest.set(key, change);
  }
  const byVerb = Map.groupBy(
    [...latest.values()].filter(change => !isBackAgain(change, changes)),
    ({verb}) => verb,
  );
  if (byVerb.size === 0) return [];
  const clauses = [...byVerb].map(([verb, group]) => clauseOf(verb, group));
  const time = timeOf(changes.at(-1)?.atMs ?? 0);
  return systemRows({atMs: time, sign: '·', text: clauses.join(' · '), paint: look.theme.dim}, look.widths, look.theme);
}

/**
 * Whether a person went and came back in between, e.g. a shell verb or a lost connection. Not shown, except with a quit message.
 */
function isBackAgain({name, verb, words}: QuietChange, changes: readonly QuietChange[]): boolean {
  if (words !== '' || (verb !== 'went offline' && verb !== 'is online')) return false;
  const first = changes.find(one => one.name === name && one.isPresence);
  return first !== undefined && first.verb !== verb && (first.verb === 'went offline' || first.verb === 'is online');
}

function clauseOf(verb: QuietChange['verb'], group: readonly QuietChange[]): string {
  const [only] = group;
  if (group.length === 1 && only !== undefined) {
    const words = display(only.words, 'line');
    return `${nameOf(only.name)} ${verb}${words === '' ? '' : ` (${words})`}`;
  }
  const names = group.slice(0, SHOWN_NAMES).map(({name}) => nameOf(name));
  const more = group.length - names.length;
  const plural = verb.replace(/^is /, 'are ');
  if (more > 0) return `${names.join(', ')} and ${more} more ${plural}`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)} ${plural}`;
}
