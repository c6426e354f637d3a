/** Interface of this machine's settings for the screen; the command line stores them. */
import {ChatError} from '../shared/errors.ts';

export interface LocalSetting {
  /** Name as in `config.toml`. */
  name: string;
  /** Value as it would be typed; empty if not set. */
  value: string;
  meaning: string;
  /** All possible values, if there are few. */
  choices: readonly string[];
}

export interface LocalSettings {
  list(): Promise<readonly LocalSetting[]>;
  /**
   * Sets a value for the next start; `default` removes it. @returns a sentence
   * @throws ChatError
   */
  set(name: string, value: string): Promise<string>;
  /**
   * Stores a value that a command has already put into effect. @returns a sentence if the next start uses another value anyway
   * @throws ChatError
   */
  keep(name: string, value: string): Promise<string | undefined>;
}

export const NO_SETTINGS: LocalSettings = {
  list: () => Promise.resolve([]),
  set: name => Promise.reject(new ChatError('setting-unknown', name.slice(0, 40))),
  keep: () => Promise.resolve(undefined),
};
