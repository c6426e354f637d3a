/** Which room invitations a person sees: not those of people who are blocked, or were blocked when they invited. */

/** A condition on rows of `invites`. */
export const IS_SHOWN =
  'is_hidden = 0 AND by_user_id NOT IN (SELECT other_id FROM blocks WHERE blocks.user_id = invites.user_id)';
