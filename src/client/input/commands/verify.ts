/** `/verify`: compares one's encryption keys with those of another person, over another channel. */
import {ChatError} from '../../../shared/errors.ts';
import {rootFingerprintOf} from '../../../shared/sealed/words.ts';
import {toLoginName} from '../../actions/room.ts';
import type {Command} from '../command.ts';

export const verify: Command = {
  name: 'verify',
  usage: '@name [yes | no]',
  summary: 'Shows words to compare with somebody, by telephone or face to face; yes marks them as compared.',
  details: [
    'Both see the same words where nobody sits in between. The digits say the same.',
    'yes is about the words that were shown: whatever the server has said since does not count.',
  ],
  async run(client, {words: [typed = '', answer]}) {
    const name = toLoginName(typed);
    const session = await client.parts.keys.session();
    const {accounts, shownRoots} = session;
    const [mine, theirs] = [(await accounts.refresh(session.name)).at(-1), (await accounts.refresh(name)).at(-1)];
    if (mine === undefined) throw new ChatError('keys-absent');
    if (theirs === undefined || name === session.name) throw new ChatError('encrypt-impossible', `@${name}`);
    if (answer === 'yes') {
      const shown = shownRoots.get(name);
      shownRoots.delete(name);
      if (shown === undefined || !shown.equals(theirs.root)) throw new ChatError('verify-unshown', `@${name}`);
      accounts.setVerified(name, theirs.root);
      client.parts.keys.showOf(name);
      return {kind: 'told', sentence: `@${name} is verified ✔`};
    }
    if (answer === 'no') {
      shownRoots.delete(name);
      // A person whose verified keys have changed stays marked, so that nothing is sent to them.
      if (!accounts.isBroken(name)) accounts.setVerified(name, undefined);
      client.parts.keys.showOf(name);
      const stopped = accounts.isBroken(name) ? ' Nothing is sent to them.' : '';
      return {kind: 'told', sentence: `@${name} is not verified.${stopped}`};
    }
    const serverId = await accounts.serverId();
    const halves = await Promise.all(
      [
        {name: session.name, root: mine.root},
        {name, root: theirs.root},
      ]
        .toSorted((one, other) => (one.name < other.name ? -1 : 1))
        .map(async one => ({name: one.name, ...(await rootFingerprintOf(one.root, {serverId, name: one.name}))})),
    );
    shownRoots.set(name, theirs.root);
    const rows = halves.flatMap(half => [`@${half.name}`, `  ${half.words.join(' ')}`, `  ${half.digits}`]);
    const isVerified = accounts.isVerified(name);
    const changed = accounts.isBroken(name) ? ['These are not the keys that you had compared.'] : [];
    const next = isVerified ? 'They were compared before ✔' : `The same there? /verify @${name} yes`;
    return {kind: 'show', title: `Keys of you and @${name}`, rows: [...rows, '', ...changed, next]};
  },
};
