/** What a friend may do without asking, in a few words. */
import {sizeText} from '../../shared/text/sizeText.ts';
import type {Permission} from '../local/permissions.ts';
import {shownPath} from './shownPath.ts';

/** Empty where nothing is said. */
export function permissionWords({acceptBytes, acceptFolder, direct}: Partial<Permission>): string {
  const folder = acceptFolder === undefined ? '' : ` into ${shownPath(acceptFolder)}`;
  const files =
    acceptBytes === undefined
      ? ''
      : acceptBytes === 0
        ? 'no files unasked'
        : `files to ${sizeText(acceptBytes)}${folder}`;
  const path = direct === undefined ? '' : `direct: ${direct}`;
  return [files, path].filter(Boolean).join(' · ');
}
