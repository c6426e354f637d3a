/** Settings of the screen: terminal features and the look of messages. */
import {CHAT_STYLES, THEME_NAMES, PICTURE_FORMS} from '../../../client/wording/screenChoices.ts';
import {setting} from '../setting.ts';
import {choice, dictionary, sizeOrOff, text, wholeNumber} from '../values.ts';

export const SCREEN = {
  escapeWait: setting({
    env: 'CHAT_TUI_ESCAPE_WAIT',
    key: 'escape-wait',
    kind: wholeNumber('milliseconds', 5_000),
    meaning:
      'Milliseconds that the Esc key waits for the rest of another key. Without it: 100, over ssh 300, with ' +
      'the kitty keyboard protocol 0.',
    scope: 'client',
  }),
  markup: setting({
    env: 'CHAT_TUI_MARKUP',
    key: 'markup',
    kind: choice('on', 'off'),
    fallback: 'on',
    meaning: 'Whether **bold**, `code`, quotes, lists and links of messages are drawn as such, or as they were typed.',
    scope: 'client',
  }),
  links: setting({
    env: 'CHAT_TUI_LINKS',
    key: 'links',
    kind: choice('auto', 'on', 'off'),
    fallback: 'auto',
    meaning:
      'Whether links in messages can be opened with the mouse (OSC 8): auto is on in terminals that say they are ones which can.',
    scope: 'client',
  }),
  plain: setting({
    env: 'CHAT_TUI_PLAIN',
    key: 'plain',
    kind: choice('auto', 'on', 'off'),
    fallback: 'auto',
    meaning:
      'Whether the chat is lines of text instead of a full screen, as --plain: auto is on in terminals that ' +
      'cannot move the cursor and with INK_SCREEN_READER=true.',
    scope: 'client',
  }),
  mouse: setting({
    env: 'CHAT_TUI_MOUSE',
    key: 'mouse',
    kind: choice('on', 'off'),
    fallback: 'off',
    meaning:
      'Whether the mouse works in the screen: wheel, clicks, selecting text of the chat alone. Off, the ' +
      'terminal selects as always.',
    scope: 'client',
  }),
  notifications: setting({
    env: 'CHAT_TUI_NOTIFICATIONS',
    key: 'notifications',
    kind: choice('auto', 'off', 'osc9', 'osc777', 'osc99', 'desktop'),
    fallback: 'auto',
    meaning:
      'How the desktop shows what calls you while you look elsewhere, besides the bell: auto asks the terminal ' +
      'where it can, else notify-send or terminal-notifier. /notify test tries it.',
    scope: 'client',
  }),
  layout: setting({
    env: 'CHAT_TUI_LAYOUT',
    key: 'layout',
    kind: choice(...CHAT_STYLES),
    meaning:
      'How messages are set out: names above them, in columns beside them, or one line each; /layout sets it. ' +
      'Without it: comfortable.',
    scope: 'client',
  }),
  images: setting({
    env: 'CHAT_TUI_IMAGES',
    key: 'images',
    kind: choice('auto', 'off', ...PICTURE_FORMS),
    fallback: 'auto',
    meaning:
      'How a picture is shown that somebody sends, in the chat and over the whole screen when you ask for it: auto is as the ' +
      'terminal says that it can, with half blocks elsewhere; off says in words what it is.',
    scope: 'client',
  }),
  imageSize: setting({
    env: 'CHAT_TUI_IMAGE_SIZE',
    key: 'image-size',
    kind: sizeOrOff,
    fallback: '256k',
    meaning:
      'Pictures up to this size are fetched from the server to be shown in the chat, and none of encrypted conversations; ' +
      'off: only those that are on this machine.',
    scope: 'client',
  }),
  spelling: setting({
    env: 'CHAT_TUI_SPELLING',
    key: 'spelling',
    kind: dictionary,
    fallback: 'off',
    meaning:
      'Whether words that no dictionary has are underlined while one writes, by aspell or hunspell: ' +
      'on, or the name of a dictionary.',
    scope: 'client',
  }),
  theme: setting({
    env: 'CHAT_TUI_THEME',
    key: 'theme',
    kind: text,
    allowed: `${THEME_NAMES.join(', ')}, or the name of a file in the folder themes beside this one`,
    meaning: 'Colours of the screen; auto, as without it, follows the terminal’s background. /theme sets it.',
    scope: 'client',
  }),
} as const;
