import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { TrunkPresetsReply, TrunkStatesReply, TrunkView } from '../../domain/api-trunks.ts';
import { type ApiProblem, asProblem } from '../api.ts';
import { getTrunkPresets, getTrunkStates, listTrunks, removeTrunk } from '../api-trunks.ts';
import { formatWhen } from '../format.ts';
import { onNews } from '../live.ts';
import { trunks as words } from '../texts/trunks.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { TrunkForm } from './trunk-form.tsx';

type Preset = TrunkPresetsReply['presets'][number];
type State = TrunkStatesReply['states'][number];

/** A state may change without news, e.g. when the line of news is broken. */
const askEveryMs = 10_000;

const looks = {
  registered: ['good', 'check'],
  ready: ['good', 'check'],
  refused: ['bad', 'alert'],
  unreachable: ['bad', 'alert'],
  registering: ['', 'retry'],
  unknown: ['', 'dot'],
  off: ['quiet', 'dot'],
} as const;

/** Einstellungen → Telefonanschluss: the trunks with their state; one of them at a time is edited. */
export function TrunksSection() {
  const id = useId();
  const list = useSignal<TrunkView[] | null>(null);
  const states = useSignal<State[]>([]);
  const presets = useSignal<Preset[]>([]);
  const problem = useSignal<ApiProblem | null>(null);
  /** What is being edited: an id, or the preset of a new one. */
  const edited = useSignal<{ trunkId: string } | { preset: Preset } | null>(null);
  const chosen = useSignal('fritzbox');

  const readStates = async () => {
    try {
      states.value = (await getTrunkStates()).states;
    } catch {
      // The last known ones stay; the page tells of a broken line by itself.
    }
  };
  const read = async () => {
    try {
      list.value = (await listTrunks()).trunks;
      problem.value = null;
    } catch (error) {
      problem.value = asProblem(error);
    }
    await readStates();
  };
  useEffect(() => {
    read();
    getTrunkPresets().then(
      reply => {
        presets.value = reply.presets;
      },
      error => {
        problem.value = asProblem(error);
      },
    );
    const timer = setInterval(readStates, askEveryMs);
    const deafen = onNews(news => {
      if (news.type === 'health-changed') readStates();
      else if (news.type === 'reconnected') read();
    });
    return () => {
      clearInterval(timer);
      deafen();
    };
  }, []);

  const remove = async (trunkId: string) => {
    try {
      await removeTrunk(trunkId);
      await read();
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  const done = async () => {
    edited.value = null;
    await read();
  };
  const now = edited.value;
  const preset = presets.value.find(each => each.preset === chosen.value);

  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{words.title}</h2>
      <p class="quiet">{words.intro}</p>
      {problem.value && <ErrorNote problem={problem.value} onRetry={read} />}
      {list.value?.length === 0 && !now && <p>{words.none}</p>}
      <ul class="trunk-list">
        {list.value?.map(trunk => (
          <li key={trunk.trunkId}>
            <div class="trunk-row">
              <div>
                <strong>{trunk.name}</strong>
                <span class="quiet">
                  {[trunk.user, trunk.server].filter(each => each !== '').join(' · ')}
                </span>
              </div>
              <StateOf state={states.value.find(each => each.trunkId === trunk.trunkId)} />
              <div class="actions">
                <button
                  type="button"
                  class="button"
                  aria-label={words.editNamed(trunk.name)}
                  onClick={() => {
                    edited.value = { trunkId: trunk.trunkId };
                  }}
                >
                  {words.edit}
                </button>
                <ConfirmButton
                  label={words.removeNamed(trunk.name)}
                  question={words.removeQuestion(trunk.name)}
                  action={words.remove}
                  onConfirm={() => remove(trunk.trunkId)}
                >
                  <Icon name="close" />
                </ConfirmButton>
              </div>
            </div>
            {now && 'trunkId' in now && now.trunkId === trunk.trunkId && (
              <TrunkForm
                trunkId={trunk.trunkId}
                title={words.editNamed(trunk.name)}
                hint={presets.value.find(each => each.preset === trunk.preset)?.hint ?? ''}
                initial={inputOf(trunk)}
                hasPassword={trunk.hasPassword}
                onDone={done}
                onCancel={() => {
                  edited.value = null;
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {now && 'preset' in now ? (
        <TrunkForm
          key={now.preset.preset}
          trunkId={null}
          title={words.newTitle(now.preset.title)}
          hint={now.preset.hint}
          initial={now.preset.defaults}
          hasPassword={false}
          onDone={done}
          onCancel={() => {
            edited.value = null;
          }}
        />
      ) : (
        <div class="trunk-add">
          <Field label={words.preset}>
            {attributes => (
              <select
                {...attributes}
                value={chosen.value}
                onChange={event => {
                  chosen.value = event.currentTarget.value;
                }}
              >
                {presets.value.map(each => (
                  <option key={each.preset} value={each.preset}>
                    {each.title}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <button
            type="button"
            class="button"
            onClick={() => {
              if (preset) edited.value = { preset };
            }}
          >
            <Icon name="plus" />
            {words.add}
          </button>
        </div>
      )}
    </section>
  );
}

function inputOf({ trunkId: _, hasPassword: __, ...input }: TrunkView) {
  return input;
}

function StateOf({ state }: { state: State | undefined }) {
  const name = state?.state ?? 'unknown';
  const [look, icon] = looks[name];
  return (
    <span class={`with-icon ${look}`}>
      <Icon name={icon} />
      <span>
        {words.state[name]}
        {state && state.since !== null && name !== 'off' && name !== 'unknown' && (
          <span class="quiet"> {words.since(formatWhen(state.since, { withTime: true }))}</span>
        )}
      </span>
    </span>
  );
}
