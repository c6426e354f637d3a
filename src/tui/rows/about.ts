/** What somebody says of themselves: a display name, why they are away. */
import type {User} from '../../shared/model.ts';
import {display} from '../../shared/text/text.ts';

/** Ready to be drawn; empty when there is nothing beyond the login name. */
export const aboutUser = ({name, displayName, status}: User): string =>
  [displayName === name ? '' : display(displayName, 'line'), display(status, 'line')]
    .filter(part => part !== '')
    .join(' · ');
