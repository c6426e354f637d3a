/** Log in or register. */
import type {ReactNode} from 'react';
import {addressOf} from '../../shared/address.ts';
import {aRole} from '../../shared/access/roles.ts';
import {clipColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/text.ts';
import {whyNoRegistration} from './startAccount.ts';
import {FieldRow, Frame, type Look} from './startParts.tsx';
import type {Connected} from './startPorts.ts';
import type {AccountField, AccountForm} from './startState.ts';

export function AccountScreen({form, look}: {form: AccountForm; look: Look}): ReactNode {
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
    <Frame look={look} title={title} subtitle={subtitleOf(form)} sentence={form.sentence} hint={hintOf(form)}>
      <FieldRow {...fieldLook('name')} label="Name" isFixed={form.isNameFixed} />
      <FieldRow {...fieldLook('password')} label="Password" isMasked />
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
    return `Choose a password of 8 characters or more for ${display(name, 'line')}.`;
  if (mode === 'register') return 'Choose a name and a password of 8 characters or more.';
  return whyNoRegistration(connected) === undefined ? 'New here? Ctrl+R makes an account.' : '';
}

/** By whom and into what; how long a password is, is said when it is too short. */
function invitedWords({by, role, rooms}: NonNullable<Connected['invitation']>, isNameFixed: boolean): string {
  const places = rooms.length === 0 ? '' : ` into ${rooms.map(name => `#${display(name, 'line')}`).join(', ')}`;
  return `@${by} invites you${role === 'member' ? '' : ` as ${aRole(role)}`}${places}. Choose a ${isNameFixed ? '' : 'name and a '}password.`;
}

function hintOf({mode, isWaiting, connected}: AccountForm): readonly string[] {
  if (isWaiting) return [mode === 'register' ? 'Making the account…' : 'Logging in…'];
  if (mode === 'login') {
    const other = whyNoRegistration(connected) === undefined ? ['Ctrl+R new account'] : [];
    return ['Enter next/log in', 'Tab next', ...other, 'Esc back'];
  }
  return ['Enter next/create', 'Tab next', 'Ctrl+R log in instead', 'Esc back'];
}
