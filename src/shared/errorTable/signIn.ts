/** What can go wrong with ways in: invitations. */
import {kind} from './kind.ts';

export const SIGN_IN_ERRORS = {
  'invitation-over': kind('This invitation is not good: {detail}. Ask for a new join link.'),
  'invitation-not-found': kind(
    'There is no invitation {detail}. Use {/admin invites|chat-tui admin invites} to see them.',
  ),
  'too-many-invitations': kind('{detail} invitations are open, which is the limit. Revoke some first.'),
};
