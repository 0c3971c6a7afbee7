import { trunks as words } from '../texts/trunks.ts';
import { Field } from './field.tsx';
import { NumberField } from './number-field.tsx';
import type { TrunkFields } from './trunk-form.tsx';

/** What of a trunk hardly anybody needs to touch. */
export function TrunkMore({
  fields,
  change,
  errorOf,
  mustOpen,
}: {
  fields: TrunkFields;
  change: (part: Partial<TrunkFields>) => void;
  errorOf: (field: string) => string | null;
  /** Something in it is wrong. */
  mustOpen: boolean;
}) {
  const text = (key: 'authUser' | 'fromDomain' | 'outboundProxy', label: string, hint: string) => (
    <Field label={label} hint={hint} error={errorOf(key)}>
      {attributes => (
        <input
          {...attributes}
          maxLength={255}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          value={fields[key] ?? ''}
          onInput={event => change({ [key]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  const choice = (
    key: 'kind' | 'transport' | 'dtmf' | 'codecs',
    label: string,
    choices: Readonly<Record<string, string>>,
  ) => (
    <Field label={label} error={errorOf(key)}>
      {attributes => (
        <select
          {...attributes}
          value={fields[key]}
          onChange={event => change({ [key]: event.currentTarget.value } as Partial<TrunkFields>)}
        >
          {Object.entries(choices).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  const srtpError = errorOf('srtp');
  return (
    <details class="trunk-more" {...(mustOpen ? { open: true } : {})}>
      <summary>{words.more}</summary>
      <div class="stack">
        {choice('kind', words.kind, words.kinds)}
        <div class="side-by-side top">
          {choice('transport', words.transport, words.transports)}
          {text('authUser', words.authUser, words.authUserHint)}
        </div>
        <div>
          <label class="choice">
            <input
              type="checkbox"
              checked={fields.srtp}
              aria-describedby="trunk-srtp-below"
              aria-invalid={srtpError !== null}
              onChange={event => change({ srtp: event.currentTarget.checked })}
            />
            {words.srtp}
          </label>
          <p
            id="trunk-srtp-below"
            class={srtpError ? 'field-error' : 'field-hint'}
            role={srtpError ? 'alert' : undefined}
          >
            {srtpError ?? words.srtpHint}
          </p>
        </div>
        <div class="side-by-side top">
          {text('fromDomain', words.fromDomain, words.fromDomainHint)}
          {text('outboundProxy', words.outboundProxy, words.outboundProxyHint)}
        </div>
        <Field label={words.matchAddresses} hint={words.matchAddressesHint} error={errorOf('matchAddresses')}>
          {attributes => (
            <textarea
              {...attributes}
              rows={2}
              spellcheck={false}
              value={fields.matchAddresses}
              onInput={event => change({ matchAddresses: event.currentTarget.value })}
            />
          )}
        </Field>
        <div class="side-by-side top">
          {choice('dtmf', words.dtmf, words.dtmfs)}
          {choice('codecs', words.codecs, withOwn(fields.codecs))}
        </div>
        {fields.kind === 'registration' && (
          <NumberField
            label={words.expiry}
            hint={words.expiryHint}
            error={errorOf('expirySeconds')}
            range={[60, 86_400]}
            value={fields.expirySeconds}
            onValue={expirySeconds => change({ expirySeconds })}
          />
        )}
      </div>
    </details>
  );
}

/** An order that was set by the API is among the choices, too. */
const withOwn = (codecs: string): Record<string, string> => ({
  ...words.codecOrders,
  [codecs]: words.codecOrders[codecs] ?? codecs,
});
