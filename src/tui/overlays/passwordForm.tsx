/** `/passwd`: old password, new password, new password again. */
import {sentenceOf} from '../../shared/errors.ts';
import {isSamePassword, passwordLengthFault} from '../../shared/access/password.ts';
import {openOverlay, type Overlay} from '../overlay.ts';
import {emptyForm, secretFormKind, type Fault} from './parts/secretForm.tsx';

const LABELS = ['Old password', 'New password', 'New password again'] as const;

function judge([oldPassword, newPassword, again]: readonly string[]): Fault | undefined {
  if (oldPassword === undefined || oldPassword === '') return {sentence: 'Type your old password.', focused: 0};
  const fault = passwordLengthFault(newPassword ?? '');
  if (fault !== undefined) return {sentence: sentenceOf(fault), focused: 1};
  if (!isSamePassword(newPassword ?? '', again ?? ''))
    return {sentence: 'The new passwords differ. Type the new one again.', focused: 2};
  return undefined;
}

const passwordFormKind = secretFormKind({
  name: 'passwordForm',
  title: () => 'Change password',
  hint: '{escape} cancel · Tab next · Enter change',
  judge: (_form, typed) => judge(typed),
  effect: (_form, [oldPassword = '', newPassword = '']) => ({type: 'changePassword', oldPassword, newPassword}),
  waiting: 'Changing…',
});

export const openPasswordForm = (): Overlay => openOverlay(passwordFormKind, emptyForm(LABELS));
