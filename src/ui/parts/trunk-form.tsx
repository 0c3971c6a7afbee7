import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { TrunkInput } from '../../domain/trunk.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { saveTrunk } from '../api-trunks.ts';
import { trunks as words } from '../texts/trunks.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { NumberField } from './number-field.tsx';
import { fieldMessage } from './section-form.tsx';
import { TrunkMore } from './trunk-more.tsx';

/** The trunk as its fields have it. */
export interface TrunkFields
  extends Omit<TrunkInput, 'maxChannels' | 'expirySeconds' | 'codecs' | 'matchAddresses'> {
  maxChannels: string;
  expirySeconds: string;
  codecs: string;
  matchAddresses: string;
}

const fieldsOf = (input: TrunkInput): TrunkFields => ({
  ...input,
  maxChannels: String(input.maxChannels),
  expirySeconds: String(input.expirySeconds),
  codecs: input.codecs.join(','),
  matchAddresses: input.matchAddresses.join('\n'),
});

const inputOf = (fields: TrunkFields): TrunkInput => ({
  ...fields,
  ownNumber: fields.ownNumber?.replace(/[\s/()-]/g, '').replace(/^00/, '+') || null,
  maxChannels: Number(fields.maxChannels),
  expirySeconds: Number(fields.expirySeconds),
  codecs: fields.codecs.split(',') as TrunkInput['codecs'],
  matchAddresses: fields.matchAddresses.split(/[\s,;]+/).filter(each => each !== ''),
});

/** Fields that stand behind "Weitere Einstellungen". */
const more = [
  'kind',
  'authUser',
  'transport',
  'srtp',
  'fromDomain',
  'outboundProxy',
  'matchAddresses',
  'expirySeconds',
];

/** One trunk, new or known, saved as a whole. */
export function TrunkForm({
  trunkId,
  title,
  hint,
  initial,
  hasPassword,
  onDone,
  onCancel,
}: {
  trunkId: string | null;
  title: string;
  hint: string;
  initial: TrunkInput;
  hasPassword: boolean;
  onDone: () => void;
  onCancel: () => void;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const fields = useSignal(fieldsOf(initial));
  const password = useSignal('');
  const isSaving = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  useEffect(() => heading.current?.focus(), []);

  const now = fields.value;
  const change = (part: Partial<TrunkFields>) => {
    fields.value = { ...now, ...part };
  };
  const errorOf = (field: string) => fieldMessage(problem.value, field);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isSaving.value) return;
    isSaving.value = true;
    problem.value = null;
    try {
      await saveTrunk(trunkId, { ...inputOf(now), password: password.value === '' ? null : password.value });
      onDone();
    } catch (error) {
      problem.value = asProblem(error);
      isSaving.value = false;
    }
  };
  const isAtField = Object.keys({ ...now, password: '' }).some(field => errorOf(field) !== null);
  const text = (key: 'name' | 'server' | 'user', label: string, below?: string) => (
    <Field label={label} hint={below} error={errorOf(key)}>
      {attributes => (
        <input
          {...attributes}
          required={key !== 'user' || now.kind === 'registration'}
          maxLength={key === 'server' ? 255 : 60}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          value={now[key]}
          onInput={event => change({ [key]: event.currentTarget.value })}
        />
      )}
    </Field>
  );

  return (
    <form class="card" aria-labelledby={id} onSubmit={submit}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h3>
      {hint !== '' && <p class="note">{hint}</p>}
      {text('name', words.name)}
      {text('server', words.server, words.serverHint)}
      <div class="side-by-side top">
        {text('user', words.user, words.userHint)}
        <Password
          value={password}
          isRequired={now.kind === 'registration' && !hasPassword}
          hint={hasPassword ? words.passwordKept : undefined}
          error={errorOf('password')}
        />
      </div>
      <div class="side-by-side top">
        <Field label={words.ownNumber} hint={words.ownNumberHint} error={errorOf('ownNumber')}>
          {attributes => (
            <input
              {...attributes}
              class="number"
              type="tel"
              maxLength={30}
              autoComplete="off"
              value={now.ownNumber ?? ''}
              onInput={event => change({ ownNumber: event.currentTarget.value })}
            />
          )}
        </Field>
        <NumberField
          label={words.maxChannels}
          hint={words.maxChannelsHint}
          error={errorOf('maxChannels')}
          range={[1, 500]}
          value={now.maxChannels}
          onValue={maxChannels => change({ maxChannels })}
        />
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={now.isEnabled}
          onChange={event => change({ isEnabled: event.currentTarget.checked })}
        />
        {words.isEnabled}
      </label>
      <TrunkMore
        fields={now}
        change={change}
        errorOf={errorOf}
        mustOpen={more.some(field => errorOf(field) !== null)}
      />
      {problem.value && !isAtField && (
        <p class="note bad" role="alert">
          {problem.value.message}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary" aria-disabled={isSaving.value}>
          {words.save}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {words.cancel}
        </button>
        <span class="quiet" role="status">
          {isSaving.value ? words.saving : ''}
        </span>
      </div>
    </form>
  );
}

/** The password of a telephone line: no browser should offer or keep it. */
function Password({
  value,
  isRequired,
  hint,
  error,
}: {
  value: Signal<string>;
  isRequired: boolean;
  hint: string | undefined;
  error: string | null;
}) {
  const isShown = useSignal(false);
  return (
    <Field label={words.password} hint={hint} error={error}>
      {attributes => (
        <div class="with-button">
          <input
            {...attributes}
            {...(isShown.value ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
            required={isRequired}
            maxLength={128}
            autoComplete="new-password"
            autoCapitalize="none"
            spellcheck={false}
            value={value.value}
            onInput={event => {
              value.value = event.currentTarget.value;
            }}
          />
          <button
            type="button"
            class="button plain"
            aria-pressed={isShown.value}
            aria-label={words.show}
            title={isShown.value ? words.hide : words.show}
            onClick={() => {
              isShown.value = !isShown.value;
            }}
          >
            <Icon name={isShown.value ? 'eye-off' : 'eye'} />
          </button>
        </div>
      )}
    </Field>
  );
}
