import type { ModelView } from '../../domain/api-models.ts';
import { formatWhen } from '../format.ts';
import { models as words } from '../texts/models.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { Icon } from './icon.tsx';

const looks = {
  installed: ['good', 'check'],
  missing: ['quiet', 'dot'],
  partial: ['check', 'alert'],
  broken: ['bad', 'alert'],
  checking: ['', 'retry'],
  loading: ['', 'download'],
} as const;

/** One model: what it is, how it is, what can be done with it. */
export function ModelRow({
  model,
  onLoad,
  onCancel,
  onCheck,
  onChoose,
}: {
  model: ModelView;
  onLoad: () => void;
  onCancel: () => void;
  onCheck: () => void;
  onChoose: (isChosen: boolean) => void;
}) {
  const { title, state, download, checkedAt } = model;
  const [look, icon] = looks[state];
  return (
    <li>
      <div class="model-head">
        <strong>{title}</strong>
        <span class="quiet">{words.size(model.bytes)}</span>
        <span class={`with-icon ${look}`}>
          <Icon name={icon} />
          {words.state(model)}
        </span>
        {model.isChosen && <span class="tag">{words.chosen}</span>}
      </div>
      <p>{model.quality}</p>
      {model.problem !== null && (
        <p class="note bad" role="alert">
          {model.problem}
        </p>
      )}
      {download && (
        <div class="model-progress">
          <progress
            aria-label={words.progress(title)}
            max={download.totalBytes ?? 1}
            {...(download.totalBytes === null ? {} : { value: download.doneBytes })}
          />
          <span class="quiet">{words.download(download)}</span>
        </div>
      )}
      <p class="quiet">
        {words.needs(model)} {words.origin(model)}
      </p>
      <details class="model-files">
        <summary aria-label={words.filesOf(title)}>{words.files}</summary>
        <ul>
          {model.files.map(file => (
            <li key={file.name}>
              {file.url === null ? (
                <span>{file.name}</span>
              ) : (
                <a href={file.url} rel="noreferrer" target="_blank">
                  {file.name}
                </a>
              )}
              <span class="quiet">
                {words.size(file.bytes)}, {words.sha256} <code>{file.sha256}</code>
              </span>
            </li>
          ))}
        </ul>
      </details>
      {state === 'installed' && checkedAt !== null && (
        <p class="quiet" role="status">
          {words.checked(formatWhen(checkedAt, { withTime: true }))}
        </p>
      )}
      <div class="actions">
        <LoadButton model={model} onLoad={onLoad} />
        {state === 'loading' && (
          <button type="button" class="button" aria-label={words.cancelNamed(title)} onClick={onCancel}>
            {words.cancel}
          </button>
        )}
        {(state === 'installed' || state === 'broken') && (
          <button type="button" class="button" aria-label={words.checkNamed(title)} onClick={onCheck}>
            {words.check}
          </button>
        )}
        {model.canBeChosen && state === 'installed' && (
          <button
            type="button"
            class="button"
            aria-label={words.useNamed(title)}
            onClick={() => onChoose(true)}
          >
            {words.use}
          </button>
        )}
        {model.isChosen && (
          <button
            type="button"
            class="button"
            aria-label={words.letChooseNamed(title)}
            onClick={() => onChoose(false)}
          >
            {words.letChoose}
          </button>
        )}
      </div>
    </li>
  );
}

/** Nothing is fetched before it was said how much, and from where. */
function LoadButton({ model, onLoad }: { model: ModelView; onLoad: () => void }) {
  const { title, state, fetchBytes, hosts, brings } = model;
  if (hosts.length === 0 || !['missing', 'partial', 'broken'].includes(state)) return null;
  const isBegun = state === 'partial';
  const isAgain = state === 'broken';
  return (
    <ConfirmButton
      look=""
      label={
        isBegun ? words.goOnNamed(title) : isAgain ? words.loadAgainNamed(title) : words.loadNamed(title)
      }
      question={words.question({ title, fetchBytes, hosts, brings })}
      action={words.load}
      onConfirm={onLoad}
    >
      <Icon name="download" />
      {isBegun ? words.goOn : isAgain ? words.loadAgain : words.load}
    </ConfirmButton>
  );
}
