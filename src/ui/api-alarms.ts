/** The routes of `domain/api-alarms.ts`, one typed function each. Failures as in `api.ts`. */
import type {
  AlarmKindsInput,
  AlarmOutputsInput,
  AlarmsBody,
  AlarmTestReply,
  AlarmTryInput,
  AlarmTryReply,
  CallChainInput,
} from '../domain/api-alarms.ts';
import { send } from './api.ts';

export const getAlarms = () => send<AlarmsBody>('GET', '/alarms');
export const saveAlarmKinds = (input: AlarmKindsInput) => send<AlarmsBody>('PUT', '/alarms/kinds', input);
export const saveAlarmOutputs = (input: AlarmOutputsInput) =>
  send<AlarmsBody>('PUT', '/alarms/outputs', input);
export const saveCallChain = (input: CallChainInput) => send<AlarmsBody>('PUT', '/alarms/call-chain', input);
export const tryAlarm = (input: AlarmTryInput) => send<AlarmTryReply>('POST', '/alarms/try', input);
export const testAlarmOutput = (outputId: string) =>
  send<AlarmTestReply>('POST', `/alarms/outputs/${encodeURIComponent(outputId)}/test`, {});
