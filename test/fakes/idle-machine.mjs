/** Loaded into a Hausruf under test: the machine says that it has nothing to do, whatever else the tests do on it. */
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

os.loadavg = () => [0, 0, 0];
syncBuiltinESMExports();
