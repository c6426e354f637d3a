/** `/second-factor`: shows, sets up or removes the second factor of one's account, in a form. */
import {ChatError} from '../../../shared/errors.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {showSecondFactor} from '../../actions/account/secondFactor.ts';
import type {Command} from '../command.ts';

const STEPS = ['on', 'off', 'status'] as const;

export const secondFactor: Command = {
  name: 'second-factor',
  aliases: ['2fa'],
  usage: '[on|off|status]',
  summary:
    'Sets up a second factor, which each login asks for then, or ends it; without a word tells whether there is one.',
  details: [
    'It asks for the password in a form, shows a QR code, and checks a first code of your authenticator. The recovery',
    'codes are shown once: each of them is good for one login without the authenticator.',
  ],
  complete: (_state, words, started) => (words.length === 0 ? STEPS.filter(step => step.startsWith(started)) : []),
  async run(client, {words}) {
    const [step = 'status', ...more] = words;
    if (!(STEPS as readonly string[]).includes(step) || more.length > 0)
      throw new ChatError('command-usage', '/second-factor on, off, or status; what is secret is asked for in a form');
    if (step === 'on') return {kind: 'open', overlay: 'secondFactorOn'};
    if (step === 'off') return {kind: 'open', overlay: 'secondFactorOff'};
    const {sinceMs, recoveryCodesLeft = 0, isRequired} = await showSecondFactor(client);
    const asked = isRequired ? ' This server asks for one.' : '';
    if (sinceMs === undefined)
      return {kind: 'told', sentence: `You have no second factor.${asked} /second-factor on sets one up.`};
    const codes =
      recoveryCodesLeft === 1 ? 'One recovery code is left' : `${recoveryCodesLeft} recovery codes are left`;
    const few = recoveryCodesLeft <= 2 ? ' /second-factor on makes new ones.' : '';
    return {kind: 'told', sentence: `You have a second factor since ${dateTimeOf(sinceMs)}. ${codes}.${few}${asked}`};
  },
};
