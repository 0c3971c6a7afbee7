import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TelephoneReply } from '../../domain/api-telephone.ts';
import type { TelephoneSettings } from '../../domain/telephone.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getTelephone, saveTelephone } from '../api-telephone.ts';
import { de } from '../de.ts';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';
import { NumberField } from './number-field.tsx';
import { SectionForm } from './section-form.tsx';

/** The settings as text fields have them. */
interface Draft {
  country: string;
  areaCode: string;
  maxCalls: string;
  prefixes: string;
  maxSimultaneous: string;
  maxPerHour: string;
  isProbeOn: boolean;
  everyHours: string;
}

/** Countries of the offices we know of; what is saved is always among the choices. */
const countries = ['DE', 'AT', 'CH', 'LI', 'LU'];
const countryNames = new Intl.DisplayNames('de-DE', { type: 'region' });

function draftOf({ country, areaCode, maxCalls, forwarding, probe }: TelephoneSettings): Draft {
  return {
    country: country ?? '',
    areaCode: areaCode ?? '',
    maxCalls: String(maxCalls),
    prefixes: forwarding.allowedPrefixes.join('\n'),
    maxSimultaneous: String(forwarding.maxSimultaneous),
    maxPerHour: String(forwarding.maxPerHour),
    isProbeOn: probe.isOn,
    everyHours: String(probe.everyHours),
  };
}

function settingsOf(draft: Draft): TelephoneSettings {
  return {
    country: draft.country || null,
    areaCode: draft.areaCode.replace(/[\s/()-]/g, '').replace(/^0/, '') || null,
    maxCalls: Number(draft.maxCalls),
    forwarding: {
      allowedPrefixes: draft.prefixes
        .split(/[\n,;]+/)
        .map(line => line.replace(/\s/g, '').replace(/^00/, '+'))
        .filter(line => line !== ''),
      maxSimultaneous: Number(draft.maxSimultaneous),
      maxPerHour: Number(draft.maxPerHour),
    },
    probe: { isOn: draft.isProbeOn, everyHours: Number(draft.everyHours) },
  };
}

/** Einstellungen → Telefon: what holds for all mailboxes. */
export function TelephoneSection() {
  const saved = useSignal<TelephoneReply | null>(null);
  const draft = useSignal<Draft | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const read = async () => {
    try {
      const reply = await getTelephone();
      saved.value = reply;
      draft.value = draftOf(reply.settings);
      problem.value = null;
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    read();
  }, []);
  if (problem.value) return <ErrorNote problem={problem.value} onRetry={read} />;
  const now = draft.value;
  const reply = saved.value;
  if (!now || !reply) return null;
  const change = (part: Partial<Draft>) => {
    draft.value = { ...now, ...part };
  };
  const choices = [...new Set([...countries, ...(now.country === '' ? [] : [now.country])])];

  return (
    <SectionForm
      title={de.telephone.title}
      intro={de.telephone.intro}
      fields={[
        'country',
        'areaCode',
        'maxCalls',
        'allowedPrefixes',
        'maxSimultaneous',
        'maxPerHour',
        'everyHours',
      ]}
      isDirty={JSON.stringify(settingsOf(now)) !== JSON.stringify(settingsOf(draftOf(reply.settings)))}
      onSave={async () => {
        saved.value = await saveTelephone(settingsOf(now));
      }}
    >
      {errorOf => (
        <>
          <div class="side-by-side top">
            <Field label={de.telephone.country} hint={de.telephone.countryHint} error={errorOf('country')}>
              {attributes => (
                <select
                  {...attributes}
                  value={now.country}
                  onChange={event => change({ country: event.currentTarget.value })}
                >
                  <option value="">{de.telephone.asSetUp(reply.environment.country)}</option>
                  {choices.map(code => (
                    <option key={code} value={code}>
                      {countryNames.of(code)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field
              label={de.telephone.areaCode}
              hint={de.telephone.areaCodeHint(reply.environment.areaCode)}
              error={errorOf('areaCode')}
            >
              {attributes => (
                <input
                  {...attributes}
                  class="number"
                  inputMode="numeric"
                  maxLength={10}
                  value={now.areaCode}
                  onInput={event => change({ areaCode: event.currentTarget.value })}
                />
              )}
            </Field>
          </div>
          <NumberField
            label={de.telephone.maxCalls}
            hint={de.telephone.maxCallsHint}
            error={errorOf('maxCalls')}
            range={[1, 1000]}
            value={now.maxCalls}
            onValue={maxCalls => change({ maxCalls })}
          />
          <h3>{de.telephone.forwarding}</h3>
          <Field
            label={de.telephone.prefixes}
            hint={de.telephone.prefixesHint}
            error={errorOf('allowedPrefixes')}
          >
            {attributes => (
              <textarea
                {...attributes}
                class="number"
                required
                rows={Math.max(2, now.prefixes.split('\n').length)}
                value={now.prefixes}
                onInput={event => change({ prefixes: event.currentTarget.value })}
              />
            )}
          </Field>
          <div class="side-by-side top">
            <NumberField
              label={de.telephone.maxSimultaneous}
              error={errorOf('maxSimultaneous')}
              range={[0, 100]}
              value={now.maxSimultaneous}
              onValue={maxSimultaneous => change({ maxSimultaneous })}
            />
            <NumberField
              label={de.telephone.maxPerHour}
              error={errorOf('maxPerHour')}
              range={[0, 1000]}
              value={now.maxPerHour}
              onValue={maxPerHour => change({ maxPerHour })}
            />
          </div>
          <h3>{de.telephone.probe}</h3>
          <p class="quiet">{de.telephone.probeIntro}</p>
          <label class="choice">
            <input
              type="checkbox"
              checked={now.isProbeOn}
              onChange={event => change({ isProbeOn: event.currentTarget.checked })}
            />
            {de.telephone.probeOn}
          </label>
          <NumberField
            label={de.telephone.everyHours}
            error={errorOf('everyHours')}
            range={[1, 168]}
            value={now.everyHours}
            onValue={everyHours => change({ everyHours })}
          />
        </>
      )}
    </SectionForm>
  );
}
