/** Errors between people: friends, blocks, conversations, preferences, scheduled messages. */
import {PREFERENCE_LIMITS} from '../limits.ts';
import {errorKind} from './errorKind.ts';

export const PEOPLE_ERRORS = {
  'directs-refused': errorKind(
    '{detail} takes messages from friends, or from people in a room of theirs. Ask with {/friend ' +
      'add|chat-tui friend add} {detail}.',
  ),
  'too-many-people': errorKind(
    'A conversation is of at most {detail} people. Make a private room: {/create|chat-tui create} #NAME --private',
  ),
  'highlight-invalid': errorKind(
    `A word that rings has 1 to ${PREFERENCE_LIMITS.highlightWordLengthMax} characters, with a letter, a digit or a sign ` +
      'among them.',
  ),
  'too-many-highlights': errorKind('You have {detail} words that ring, which is the limit. Remove one first.'),
  'highlight-not-found': errorKind('{detail} is none of your words. {/highlight list|chat-tui highlight} shows them.'),
  'status-too-long': errorKind('A status has at most {detail} characters. Shorten it.'),
  'time-passed': errorKind('That moment has passed. Choose a later one, as in {/remind|chat-tui remind} 2h or 09:00.'),
  'time-too-far': errorKind('That is too far ahead: at most {detail} days from now.'),
  'too-many-planned': errorKind(
    'You have {detail} reminders and messages for later, which is the limit. Cancel one with {/later|chat-tui remind --cancel}.',
  ),
  'planned-not-found': errorKind('Nothing is planned with the number {detail}: it was said already, or cancelled.'),
  'person-blocked': errorKind('You have blocked {detail}. Use {/unblock|chat-tui friend unblock} {detail} first.'),
  'no-friend-request': errorKind(
    '{detail} has not asked to be your friend. Use {/friend add|chat-tui friend add} {detail} to ask.',
  ),
  'not-a-friend': errorKind('{detail} is not in your list of friends.'),
  'too-many-friends': errorKind('You have {detail} friends and requests, which is the limit. Remove one first.'),
  'too-many-blocks': errorKind('You have blocked {detail} people, which is the limit. Unblock one first.'),
};
