/** Errors in settings of the screen. */
import {PROFILE_NAME_LENGTH_MAX} from '../limits.ts';
import {ownError} from './errorKind.ts';

export const SCREEN_ERRORS = {
  'theme-unknown': ownError('There is no theme {detail}. Use /theme to see which there are.'),
  'theme-broken': ownError('{detail}'),
  'key-unknown': ownError(
    '{detail} is no key. Write it as Ctrl+G, Alt+Shift+Up, F5, or Ctrl+X g for two, one after the other.',
  ),
  'key-taken': ownError('{detail}'),
  'key-free': ownError('{detail} does nothing. /bind lists what is bound.'),
  'key-needed': ownError('{detail} would have no key any more. Give it another one first.'),
  'action-unknown': ownError('There is no action {detail} /bind lists them all.'),
  'preset-unknown': ownError('There are no keys of {detail}. Use /keys preset to see which there are.'),
  'bindings-unkept': ownError('The keys could not be kept: {detail}'),
  'setting-unknown': ownError('There is no setting {detail} /settings lists them.'),
  'editor-missing': ownError('There is no editor: set VISUAL or EDITOR, such as EDITOR=nano.'),
  'editor-failed': ownError('The editor gave nothing back: {detail}. What you wrote is here as it was.'),
  'profile-name-invalid': ownError(
    `{detail} cannot be the name of a server here: up to ${PROFILE_NAME_LENGTH_MAX} letters, digits, dots, colons, dashes ` +
      'and underscores.',
  ),
  'profile-name-taken': ownError('Another server here is called {detail} already. Choose another name.'),
  'profile-unknown': ownError('No server here is called {detail}. /server list shows which there are.'),
  'profile-here': ownError('{detail} is the only open server in this window. /logout ends the login on it.'),
  'too-many-servers': ownError('This window has {detail} servers already. /server remove NAME makes room.'),
  'server-left': ownError('You are disconnected from {detail}. {/server connect brings it back|Connect again}.', {
    endedAs: 'disconnected',
  }),
} as const;
