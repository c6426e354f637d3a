/** Steps of the account form: logging in, registering, validation. */
import {hasCapability} from '../../client/core/serverCan.ts';
import {kindOf, sentenceOf, type ErrorCode} from '../../shared/errors.ts';
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import {isSamePassword, passwordLengthFault} from '../../shared/access/password.ts';
import type {Connected} from './startPorts.ts';
import type {AccountField, AccountForm, StartFacts, StartStep} from './startState.ts';

/** Registration for a new server or an invitation, else login. */
export function accountFormFor(connected: Connected, {suggestedName, fixedUser}: StartFacts): AccountForm {
  const isNew = !connected.facts.hasOwner || connected.inviteCode !== undefined || connected.reset !== undefined;
  const name = connected.reset?.name ?? fixedUser ?? suggestedName;
  const isNameFixed = connected.reset !== undefined || fixedUser !== undefined;
  const refusal = whyNoRegistration(connected);
  return {
    screen: 'account',
    mode: isNew && refusal === undefined ? 'register' : 'login',
    connected,
    name,
    isNameFixed,
    password: '',
    again: '',
    passphrase: '',
    needsPassphrase: false,
    code: '',
    needsCode: false,
    focused: isNameFixed || (name !== '' && connected.facts.hasOwner) ? 'password' : 'name',
    sentence: connected.whyNoInvitation ?? (isNew && refusal !== undefined ? sentenceOf(refusal) : ''),
    isWaiting: false,
  };
}

const fieldsOf = ({mode, isNameFixed, needsCode, needsPassphrase}: AccountForm): readonly AccountField[] => [
  ...(isNameFixed ? [] : (['name'] as const)),
  ...(mode === 'ssh' ? [] : (['password'] as const)),
  ...(mode === 'ssh' && needsPassphrase ? (['passphrase'] as const) : []),
  ...(mode === 'register' ? (['again'] as const) : []),
  ...(needsCode ? (['code'] as const) : []),
];

/** Why one cannot register; `undefined` if one can. The owner registers first; others may need an invitation. */
export function whyNoRegistration({facts, inviteCode, ownerCode, reset}: Connected): ErrorCode | undefined {
  if (ownerCode !== undefined || reset !== undefined) return undefined;
  if (facts.registration === 'invite') return inviteCode === undefined ? 'invite-needed' : undefined;
  return facts.registration === 'closed' ? 'registration-closed' : undefined;
}

export function switchMode(form: AccountForm): AccountForm {
  const code = whyNoRegistration(form.connected);
  if (form.mode === 'login' && code !== undefined) return {...form, sentence: sentenceOf(code)};
  if (form.mode !== 'login') {
    return {...form, mode: 'login', again: '', focused: 'password', sentence: ''};
  }
  // Registration starts in the name field, because the name in it may be taken.
  return {...form, mode: 'register', again: '', focused: form.isNameFixed ? 'password' : 'name', sentence: ''};
}

/** Whether the user has an SSH key and the server accepts SSH keys. */
export const offersSsh = ({connected: {facts, reset}}: AccountForm, sshKeys: string | undefined): boolean =>
  sshKeys !== undefined && reset === undefined && hasCapability(facts, 'sshKeys');

/** Switches between password and SSH key. */
export function switchToSsh(form: AccountForm, sshKeys: string | undefined): AccountForm {
  if (form.mode === 'ssh') return {...form, mode: 'login', focused: 'password', sentence: ''};
  if (form.mode !== 'login' || !offersSsh(form, sshKeys)) return form;
  const made: AccountForm = {...form, mode: 'ssh', password: '', sentence: ''};
  return {...made, focused: NAME_PATTERN.test(form.name) ? (fieldsOf(made).at(-1) ?? 'name') : 'name'};
}

/** Keeps the accepted password, which is needed to add the first SSH key. */
export const toFirstKey = (form: AccountForm): AccountForm => ({
  ...form,
  mode: 'ssh',
  focused: 'name',
  isWaiting: false,
  sentence: 'This server lets you in by an SSH key alone. Enter adds this one to your account, and logs in with it.',
});

export function moveFocus(form: AccountForm, step: 1 | -1): AccountForm {
  const fields = fieldsOf(form);
  const at = (fields.indexOf(form.focused) + step + fields.length) % fields.length;
  return {...form, focused: fields[at] ?? form.focused};
}

/** Enter: moves to the next field, or submits from the last. */
export function enterAccount(form: AccountForm): StartStep {
  const fields = fieldsOf(form);
  // Login names are lower-case; capitals are accepted and converted.
  const name = form.name.trim().toLowerCase();
  if (form.focused === 'name' && !NAME_PATTERN.test(name)) {
    return {start: {...form, name, sentence: sentenceOf('name-invalid')}};
  }
  if (fields.length > 0 && form.focused !== fields.at(-1)) return {start: moveFocus(form, 1)};
  const fault = faultOf({...form, name});
  if (fault !== undefined) return {start: {...form, name, ...fault}};
  const {connected, mode, password, needsCode, code, needsPassphrase, passphrase} = form;
  if (mode === 'ssh')
    return {
      start: {...form, name, sentence: '', isWaiting: true},
      effects: [
        {
          type: 'ssh',
          connected,
          name,
          ...(needsPassphrase && {passphrase}),
          ...(password !== '' && {password}),
          ...(needsCode && {code}),
        },
      ],
    };
  return {
    start: {...form, name, sentence: '', isWaiting: true},
    effects: [{type: mode, connected, name, password, ...(needsCode && {code})}],
  };
}

type Fault = Partial<AccountForm> & {sentence: string};

function faultOf({mode, name, isNameFixed, password, again}: AccountForm): Fault | undefined {
  if (!NAME_PATTERN.test(name)) {
    return {sentence: sentenceOf('name-invalid'), focused: isNameFixed ? 'password' : 'name'};
  }
  if (mode === 'ssh') return undefined;
  if (mode === 'login') {
    return password === '' ? {sentence: `Type the password of ${name}.`, focused: 'password'} : undefined;
  }
  const fault = passwordLengthFault(password);
  if (fault !== undefined) return {sentence: sentenceOf(fault), focused: 'password', again: ''};
  if (!isSamePassword(password, again))
    return {sentence: 'The passwords differ. Type it again.', focused: 'again', again: ''};
  return undefined;
}

/** Keeps the name, and the password unless it was wrong. */
export function refused(form: AccountForm, code: ErrorCode, sentence: string): AccountForm {
  const stays = {...form, isWaiting: false, sentence: code === 'login-failed' ? withOffer(form, sentence) : sentence};
  if (kindOf(code).field === 'code') return {...stays, needsCode: true, code: '', focused: 'code'};
  if (kindOf(code).field === 'passphrase')
    return {...stays, needsPassphrase: true, passphrase: '', focused: 'passphrase'};
  if (kindOf(code).field === 'name') return {...stays, focused: form.isNameFixed ? 'password' : 'name'};
  if (kindOf(code).field === 'password') return {...stays, password: '', again: '', focused: 'password'};
  return stays;
}

/** Offers registration after any failed login, so that it does not reveal whether the name exists. */
function withOffer({connected, name}: AccountForm, sentence: string): string {
  const code = whyNoRegistration(connected);
  if (code === undefined) return `${sentence} New here? Ctrl+R makes the account ${name}.`;
  return code === 'invite-needed' ? `${sentence} New here? Ask for a join link.` : sentence;
}
