/** Holds the person's key bindings: which are in force, how they are changed and saved. */
import type {PresetName} from '../../client/wording/screenChoices.ts';
import {ChatError} from '../../shared/errors.ts';
import {orNearest} from '../../shared/words/nearest.ts';
import {createBindings, NEEDED, refusalOf, type Bindings, type OwnKeys} from './bindings.ts';
import {LEADER, parseChord} from './chord.ts';
import {ACTION_NAMES, type ActionName} from './keyTable.ts';

export interface KeptKeys {
  preset: PresetName;
  own: OwnKeys;
}

interface BindingStoreOptions {
  kept?: KeptKeys | undefined;
  /** Saves the bindings for the next start; rejects with a sentence if they cannot be saved. */
  save?: ((kept: KeptKeys) => Promise<void>) | undefined;
  onChange: () => void;
}

export interface BindingStore {
  bindings(): Bindings;
  /**
   * Binds a key to an action. @returns what the action does
   * @throws ChatError key-unknown, action-unknown, key-taken
   */
  bind(typed: string, action: string): Promise<string>;
  /**
   * Frees a key. @returns what the key did before
   * @throws ChatError key-unknown, key-free, key-needed
   */
  unbind(typed: string): Promise<string>;
  choose(preset: PresetName): Promise<void>;
}

export function createBindingStore({
  kept = {preset: 'default', own: {}},
  save,
  onChange,
}: BindingStoreOptions): BindingStore {
  let now = kept;
  let made = createBindings(now.preset, now.own);

  const leaders = () => made.chordsOf(LEADER);
  const shown = (chord: string) => made.shown(chord);

  function chordOf(typed: string): string {
    const chord = parseChord(typed, leaders());
    if (chord === undefined) throw new ChatError('key-unknown', typed.slice(0, 40));
    return chord;
  }

  async function change(next: KeptKeys): Promise<void> {
    await save?.(next);
    now = next;
    made = createBindings(now.preset, now.own);
    onChange();
  }

  const setChords = (chordsByName: Readonly<Partial<Record<ActionName, readonly string[]>>>) =>
    change({
      ...now,
      own: {
        ...now.own,
        ...Object.fromEntries(Object.entries(chordsByName).map(([name, chords]) => [name, chords.map(shown)])),
      },
    });

  return {
    bindings: () => made,
    async bind(typed, action) {
      const chord = chordOf(typed);
      const name = actionNamed(action);
      const refusal = refusalOf(made.rows, name, chord);
      if (refusal !== undefined) throw new ChatError('key-taken', refusal);
      const before = made.chordsOf(name);
      if (!before.includes(chord)) await setChords({[name]: [...before, chord]});
      return `${shown(chord)}: ${helpOf(name)}`;
    },
    async unbind(typed) {
      const chord = chordOf(typed);
      const rows = made.rows.filter(row => row.where !== 'normal' && row.chords.includes(chord));
      if (rows.length === 0) throw new ChatError('key-free', shown(chord));
      const left = Object.fromEntries(rows.map(({name, chords}) => [name, chords.filter(other => other !== chord)]));
      const needed = rows.find(({name}) => NEEDED.has(name) && left[name]?.length === 0);
      if (needed !== undefined) throw new ChatError('key-needed', needed.name);
      await setChords(left);
      return `${shown(chord)} does nothing any more; it was: ${rows.map(({help}) => help).join('; ')}.`;
    },
    choose: preset => change({...now, preset}),
  };

  function helpOf(name: ActionName): string {
    return made.rows.find(row => row.name === name)?.help ?? '';
  }
}

/** Maximum number of typing mistakes for suggesting an action; action names have two or three words. */
const SLIPS_MAX = 3;

/** Finds the action with this name; case is ignored. */
function actionNamed(typed: string): ActionName {
  const named = [...ACTION_NAMES].find(name => name.toLowerCase() === typed.toLowerCase());
  if (named !== undefined) return named as ActionName;
  throw new ChatError('action-unknown', `${typed.slice(0, 40)}${orNearest(ACTION_NAMES, typed, SLIPS_MAX)}`);
}
