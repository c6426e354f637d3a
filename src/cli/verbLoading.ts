/** Loads verbs: for a call only those with its first word, for help and documents all. */
import type {Verb} from './verb.ts';
import {VERB_FILES} from './verbs.ts';

type KeysOf<T> = T extends unknown ? keyof T : never;

/** Name under which a verb's file exports it. */
export type VerbKey = KeysOf<Awaited<ReturnType<(typeof VERB_FILES)[number][1]>>>;

export type Verbs = Readonly<Partial<Record<VerbKey, Verb>>>;

/** All verbs with this first word. */
export const verbsNamed = (word: string): Promise<Verbs> => load(VERB_FILES.filter(([name]) => name === word));

/** Sorted by their keys. */
export const allVerbs = (): Promise<Record<VerbKey, Verb>> => load(VERB_FILES) as Promise<Record<VerbKey, Verb>>;

async function load(files: readonly (typeof VERB_FILES)[number][]): Promise<Verbs> {
  const modules: readonly Verbs[] = await Promise.all(files.map(([, open]) => open()));
  const verbs = modules.flatMap(module => Object.entries(module));
  return Object.fromEntries(verbs.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
