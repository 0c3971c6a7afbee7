import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AlarmsBody } from '../../domain/api-alarms.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getAlarms } from '../api-alarms.ts';
import { AlarmKinds } from './alarm-kinds.tsx';
import { AlarmOutputs } from './alarm-outputs.tsx';
import { CallChain } from './call-chain.tsx';
import { ErrorNote } from './error-note.tsx';

/** Emergencies: what counts as one, who is told, and whom the call chain names. Each part is saved by itself. */
export function AlarmsSection() {
  const body = useSignal<AlarmsBody | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const read = async () => {
    problem.value = null;
    try {
      body.value = await getAlarms();
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    read();
  }, []);
  if (problem.value) return <ErrorNote problem={problem.value} onRetry={read} />;
  if (!body.value) return null;
  return (
    <>
      <AlarmKinds kinds={body.value.kinds} />
      <AlarmOutputs outputs={body.value.outputs} internalTargets={body.value.internalTargets} />
      <CallChain people={body.value.callChain} />
    </>
  );
}
