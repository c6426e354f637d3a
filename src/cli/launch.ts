/** The first file of the program: takes the compiled form of the others, where an earlier start has kept it, and loads them. */
import {useCompiled} from './compiled.ts';

useCompiled(process);
await import('./main.ts');
