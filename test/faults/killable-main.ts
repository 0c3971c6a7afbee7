/** Hausruf itself, which kills itself at the place named in KILL_AT: `before:STEP` or `after:STEP`. */
import { main } from '../../src/main.ts';

const place = process.env.KILL_AT ?? '';
const killIf = (here: string): void => {
  if (here === place) process.kill(process.pid, 'SIGKILL');
};

await main({
  wrapStep: (step, run) => async (job, signal) => {
    killIf(`before:${step}`);
    const result = await run(job, signal);
    // The work is done (a mail is out), nothing of it is stored yet.
    killIf(`after:${step}`);
    return result;
  },
});
