/** `/theme`: the colours of the screen. */
import type {Command} from '../command.ts';
import {THEME_NAMES} from '../../wording/screenChoices.ts';

export const theme: Command = {
  name: 'theme',
  usage: '[name]',
  summary: 'Tries on the themes there are, or takes one by its name; kept on this machine.',
  details: [
    'auto: dark or light, as what is behind the text. high-contrast: strong colours. mono: none.',
    'Your own are files in the folder themes beside config.toml: NAME.toml has background, dim, accent, ' +
      'good, warning, bad, mention, code, keyword, string, number, nicks.',
  ],
  complete: (_state, words, started) => (words.length > 0 ? [] : THEME_NAMES.filter(name => name.startsWith(started))),
  run: (_client, {rest}) => Promise.resolve({kind: 'theme', name: rest}),
};
