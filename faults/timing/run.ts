/**
 * `npm run timing [-- --count N]`: checks that the time of an answer does not distinguish a wrong password from an unknown name.
 */
import {runLongForm} from '../longForm.ts';

runLongForm({
  test: '__tests__/hostile/guessing.test.ts',
  title: 'take the same time',
  unit: 'logins of each kind',
  count: 400,
  countVariable: 'CHAT_TUI_LOGIN_TRIES',
});
