/**
 * Where the machine is shared with others, a test that failed runs once more, and its first failure is printed; see `.ci/run`.
 */
import {jest} from '@jest/globals';

if (process.env.CHAT_TUI_ONCE_MORE === '1') jest.retryTimes(1, {logErrorsBeforeRetry: true, retryImmediately: true});
