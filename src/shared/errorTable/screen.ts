/** Errors in settings of the screen. */
import {own} from './kind.ts';

export const SCREEN_ERRORS = {
  'theme-unknown': own('There is no theme {detail}. Use /theme to see which there are.'),
  'theme-broken': own('{detail}'),
  'key-unknown': own(
    '{detail} is no key. Write it as Ctrl+G, Alt+Shift+Up, F5, or Ctrl+X g for two, one after the other.',
  ),
  'key-taken': own('{detail}'),
  'key-free': own('{detail} does nothing. /bind lists what is bound.'),
  'key-needed': own('{detail} would have no key any more. Give it another one first.'),
  'action-unknown': own('There is no action {detail} /bind lists them all.'),
  'preset-unknown': own('There are no keys of {detail}. Use /keys preset to see which there are.'),
  'bindings-unkept': own('The keys could not be kept: {detail}'),
  'setting-unknown': own('There is no setting {detail} /settings lists them.'),
  'editor-missing': own('There is no editor: set VISUAL or EDITOR, such as EDITOR=nano.'),
  'editor-failed': own('The editor gave nothing back: {detail}. What you wrote is here as it was.'),
  'profile-name-invalid': own(
    '{detail} cannot be the name of a server here: up to 24 letters, digits, dots, colons, dashes and underscores.',
  ),
  'profile-name-taken': own('Another server here is called {detail} already. Choose another name.'),
  'profile-unknown': own('No server here is called {detail}. /server list shows which there are.'),
  'profile-here': own('{detail} is the only open server in this window. /logout ends the login on it.'),
  'too-many-servers': own('This window has {detail} servers already. /server remove NAME makes room.'),
  'server-left': own('You are disconnected from {detail}. {/server connect brings it back|Connect again}.', {
    endedAs: 'disconnected',
  }),
} as const;
