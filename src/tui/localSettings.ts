/** Interface of this machine's settings for the screen; the command line stores them. */
import {ChatError} from '../shared/errors.ts';

export interface LocalSetting {
  /** As in `config.toml`. */
  name: string;
  /** As it would be typed; empty where nothing is said. */
  value: string;
  meaning: string;
  /** All that it may be, where that is a short list. */
  choices: readonly string[];
}

export interface LocalSettings {
  list(): Promise<readonly LocalSetting[]>;
  /** For the next start; `default` takes it back. @returns a sentence. @throws ChatError */
  set(name: string, value: string): Promise<string>;
}

export const NO_SETTINGS: LocalSettings = {
  list: () => Promise.resolve([]),
  set: name => Promise.reject(new ChatError('setting-unknown', name.slice(0, 40))),
};
