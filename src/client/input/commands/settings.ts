/** `/settings`: all settings on one screen. */
import type {Command} from '../command.ts';

export const settings: Command = {
  name: 'settings',
  usage: '',
  summary: 'Everything that can be set, for all your devices and on this machine, with a search.',
  details: [
    'Enter takes the next value, or writes /set with the name. What is of this machine is kept in config.toml.',
  ],
  run: () => Promise.resolve({kind: 'open', overlay: 'settings'}),
};
