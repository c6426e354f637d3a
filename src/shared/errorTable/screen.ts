/** What can be wrong with how somebody wants the screen to be. */
import {own} from './kind.ts';

export const SCREEN_ERRORS = {
  'theme-unknown': own('There is no theme {detail}. Use /theme to see which there are.'),
  'theme-broken': own('{detail}'),
} as const;
