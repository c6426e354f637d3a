/** `/encryption passphrase` and `unlock`: the current and the new passphrase of this machine's encryption keys. */
import {passphraseFault, type PassphraseAction} from '../../client/actions/account/keyPassphrase.ts';
import {sentenceOf} from '../../shared/errors.ts';
import {isSamePassword} from '../../shared/access/password.ts';
import {openOverlay, type Overlay} from '../overlay.ts';
import {emptyForm, secretFormKind, type Fault, type SecretForm} from './parts/secretForm.tsx';

interface Form extends SecretForm {
  action: PassphraseAction;
}

const NEW = ['New passphrase', 'New passphrase again'] as const;
const LABELS: Readonly<Record<PassphraseAction, readonly string[]>> = {
  unlock: ['Passphrase'],
  set: NEW,
  change: ['Passphrase as it is', ...NEW],
  remove: ['Passphrase as it is'],
};
const TITLES: Readonly<Record<PassphraseAction, string>> = {
  unlock: 'Open the keys',
  set: 'Passphrase for your keys',
  change: 'Change the passphrase',
  remove: 'Remove the passphrase',
};

/** Splits the input into current and new passphrase. */
function partsOf(
  action: PassphraseAction,
  typed: readonly string[],
): [passphrase: string, next: string, again: string] {
  const [first = '', second = '', third = ''] = typed;
  return action === 'set' ? ['', first, second] : [first, second, third];
}

function judge({action}: Form, typed: readonly string[]): Fault | undefined {
  const [passphrase, next, again] = partsOf(action, typed);
  if (action !== 'set' && passphrase === '') return {sentence: 'Type the passphrase as it is.', focused: 0};
  if (action === 'unlock' || action === 'remove') return undefined;
  const first = action === 'set' ? 0 : 1;
  const fault = passphraseFault({action, next});
  if (fault !== undefined) return {sentence: sentenceOf(fault), focused: first};
  if (!isSamePassword(next, again))
    return {sentence: 'The new passphrases differ. Type the new one again.', focused: first + 1};
  return undefined;
}

const passphraseFormKind = secretFormKind<Form>({
  name: 'passphraseForm',
  title: ({action}) => TITLES[action],
  hint: 'Esc cancel · Tab next · Enter go on',
  judge,
  effect({action}, typed) {
    const [passphrase, next] = partsOf(action, typed);
    return {type: 'keyPassphrase', action, passphrase, next};
  },
  waiting: 'This takes a moment…',
});

export const openPassphraseForm = (action: PassphraseAction): Overlay =>
  openOverlay(passphraseFormKind, {...emptyForm(LABELS[action]), action});
