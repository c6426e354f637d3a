/** First file of the program: enables the compile cache of an earlier start, then loads the rest. */
import {useCompiled} from './compiled.ts';

useCompiled(process);
await import('./main.ts');
