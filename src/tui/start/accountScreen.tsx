/** Screen of the account form: log in or register. */
import type {ReactNode} from 'react';
import {addressOf} from '../../shared/address.ts';
import {aRole} from '../../shared/access/roles.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {clipColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {offersSsh, whyNoRegistration} from './startAccount.ts';
import {FieldRow, Frame, type StartLook} from './startParts.tsx';
import type {Connected} from './startPorts.ts';
import type {AccountField, AccountForm} from './startState.ts';

interface Props {
  form: AccountForm;
  look: StartLook;
  /** Source of the SSH keys for display; absent if there are none. */
  sshKeys: string | undefined;
}

export function AccountScreen({form, look, sshKeys}: Props): ReactNode {
  const {mode, connected, focused, isWaiting} = form;
  const isNew = mode === 'register';
  const place = display(addressOf(connected.serverUrl), 'line');
  const title = clipColumns(
    `${connected.reset !== undefined && isNew ? 'New password on' : isNew ? 'New account on' : 'Log in to'} ${place}`,
    look.columns,
  );
  const fieldLook = (field: AccountField) => ({
    look,
    field,
    value: form[field],
    isFocused: focused === field && !isWaiting,
  });
  return (
    <Frame look={look} title={title} subtitle={subtitleOf(form)} sentence={form.sentence} hint={hintOf(form, sshKeys)}>
      <FieldRow {...fieldLook('name')} label="Name" isFixed={form.isNameFixed} />
      {mode === 'ssh' && (
        <FieldRow {...fieldLook('name')} value={sshKeys ?? ''} label="SSH key" isFocused={false} isFixed />
      )}
      {mode !== 'ssh' && <FieldRow {...fieldLook('password')} label="Password" isMasked />}
      {mode === 'ssh' && form.needsPassphrase && <FieldRow {...fieldLook('passphrase')} label="Passphrase" isMasked />}
      {isNew && <FieldRow {...fieldLook('again')} label="Password again" isMasked />}
      {form.needsCode && <FieldRow {...fieldLook('code')} label="Code" />}
    </Frame>
  );
}

function subtitleOf({mode, connected, name, isNameFixed}: AccountForm): string {
  if (mode === 'register' && connected.reset !== undefined)
    return `Choose a new password for ${display(name, 'line')}; all your logins end.`;
  if (mode === 'register' && connected.ownerCode !== undefined)
    return 'You are the first: this account will own the server.';
  if (mode === 'register' && connected.invitation !== undefined) return invitedWords(connected.invitation, isNameFixed);
  if (mode === 'register' && isNameFixed)
    return `Choose a password of ${FIXED_LIMITS.passwordLengthMin} characters or more for ${display(name, 'line')}.`;
  if (mode === 'ssh') return 'By a key that /ssh-keys, or chat-tui ssh-keys, has added to your account.';
  if (mode === 'register')
    return `Choose a name and a password of ${FIXED_LIMITS.passwordLengthMin} characters or more.`;
  return whyNoRegistration(connected) === undefined ? 'New here? Ctrl+R makes an account.' : '';
}

/** Says who invites, and to which rooms. */
function invitedWords({by, role, rooms}: NonNullable<Connected['invitation']>, isNameFixed: boolean): string {
  const places = rooms.length === 0 ? '' : ` into ${rooms.map(name => `#${display(name, 'line')}`).join(', ')}`;
  return (
    `@${by} invites you${role === 'member' ? '' : ` as ${aRole(role)}`}${places}. Choose a ` +
    `${isNameFixed ? '' : 'name and a '}password.`
  );
}

function hintOf(form: AccountForm, sshKeys: string | undefined): readonly string[] {
  const {mode, isWaiting, connected} = form;
  if (isWaiting) return [mode === 'register' ? 'Making the account…' : 'Logging in…'];
  if (mode === 'login') {
    const other = whyNoRegistration(connected) === undefined ? ['Ctrl+R new account'] : [];
    const key = offersSsh(form, sshKeys) ? ['Ctrl+K SSH key'] : [];
    return ['Enter next/log in', 'Tab next', ...key, ...other, 'Esc back'];
  }
  if (mode === 'ssh') return ['Enter next/log in', 'Ctrl+K password', 'Esc back'];
  return ['Enter next/create', 'Tab next', 'Ctrl+R log in instead', 'Esc back'];
}
