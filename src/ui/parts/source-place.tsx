import { useSignal } from '@preact/signals';
import { sources as words } from '../texts/sources.ts';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { NumberField } from './number-field.tsx';
import type { SourceFields } from './source-fields.ts';

interface PlaceProps {
  fields: SourceFields;
  change: (part: Partial<SourceFields>) => void;
  errorOf: (field: string) => string | null;
  /** What is stored already. */
  has: { password: boolean; privateKey: boolean };
  importFolders: readonly string[];
}

/** Where the list lies and how to sign in there. */
export function SourcePlace(props: PlaceProps) {
  const { fields, change, errorOf, has, importFolders } = props;
  const text = (
    key: 'host' | 'user' | 'folder' | 'path' | 'url',
    label: string,
    hint?: string,
    isRequired = true,
  ) => (
    <Field label={label} hint={hint} error={errorOf(key)}>
      {attributes => (
        <input
          {...attributes}
          required={isRequired}
          maxLength={key === 'user' ? 200 : key === 'host' ? 255 : 1000}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          value={fields[key]}
          onInput={event => change({ [key]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  if (fields.kind === 'folder') return text('path', words.path, words.pathHint(importFolders));
  if (fields.kind === 'sftp') {
    return (
      <>
        <div class="side-by-side top">
          {text('host', words.host, words.hostHint)}
          <NumberField
            label={words.port}
            error={errorOf('port')}
            range={[1, 65_535]}
            value={fields.port}
            onValue={port => change({ port })}
          />
        </div>
        <div class="side-by-side top">
          {text('user', words.user)}
          <Field label={words.signIn}>
            {attributes => (
              <select
                {...attributes}
                value={fields.signIn}
                onChange={event =>
                  change({ signIn: event.currentTarget.value === 'key' ? 'key' : 'password' })
                }
              >
                <option value="password">{words.signIns.password}</option>
                <option value="key">{words.signIns.key}</option>
              </select>
            )}
          </Field>
        </div>
        {fields.signIn === 'password' ? (
          <Secret {...props} name="password" label={words.password} isRequired={!has.password} />
        ) : (
          <>
            <Long
              label={words.privateKey}
              hint={has.privateKey ? words.kept : words.privateKeyHint}
              error={errorOf('privateKey')}
              value={fields.privateKey}
              isRequired={!has.privateKey}
              onValue={privateKey => change({ privateKey })}
            />
            <Secret
              {...props}
              name="passphrase"
              label={words.passphrase}
              hint={words.passphraseHint}
              isRequired={false}
            />
          </>
        )}
        {text('folder', words.folder, words.folderHint, false)}
      </>
    );
  }
  return (
    <>
      {text('url', words.url, words.urlHint[fields.kind])}
      <div class="side-by-side top">
        {text(
          'user',
          words.user,
          fields.kind === 'https' ? words.userOptional : undefined,
          fields.kind === 'webdav',
        )}
        <Secret
          {...props}
          name="password"
          label={words.password}
          hint={fields.kind === 'webdav' ? words.appPassword : undefined}
          isRequired={fields.user !== '' && !has.password}
        />
      </div>
      <Long
        label={words.ca}
        hint={words.caHint}
        error={errorOf('ca')}
        value={fields.ca}
        isRequired={false}
        onValue={ca => change({ ca })}
      />
    </>
  );
}

/** No browser should offer or keep it. */
function Secret({
  name,
  label,
  hint,
  isRequired,
  fields,
  change,
  errorOf,
  has,
}: PlaceProps & {
  name: 'password' | 'passphrase';
  label: string;
  hint?: string | undefined;
  isRequired: boolean;
}) {
  const isShown = useSignal(false);
  const below = name === 'password' && has.password ? words.kept : hint;
  return (
    <Field label={label} hint={below} error={errorOf(name)}>
      {attributes => (
        <div class="with-button">
          <input
            {...attributes}
            {...(isShown.value ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
            required={isRequired}
            maxLength={500}
            autoComplete="new-password"
            autoCapitalize="none"
            spellcheck={false}
            value={fields[name]}
            onInput={event => change({ [name]: event.currentTarget.value })}
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

/** A text of many lines that is pasted. */
function Long({
  label,
  hint,
  error,
  value,
  isRequired,
  onValue,
}: {
  label: string;
  hint: string;
  error: string | null;
  value: string;
  isRequired: boolean;
  onValue: (value: string) => void;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {attributes => (
        <textarea
          {...attributes}
          rows={3}
          required={isRequired}
          maxLength={20_000}
          autoComplete="off"
          spellcheck={false}
          value={value}
          onInput={event => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
